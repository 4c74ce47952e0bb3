package dev.builderos.sandbox;

import java.util.Map;
import java.util.TreeMap;

/** System calls of this host by their numbers, for probes that make them. */
public final class SystemCalls {

    private static final Processor HERE = Processor.ofThisHost().orElseThrow();

    private SystemCalls() {}

    public static int number(String name) {
        return ForbiddenCall.valueOf(name).number(HERE).orElseThrow();
    }

    public static int cloneNumber() {
        return switch (HERE) {
            case X86_64 -> 56;
            case AARCH64 -> 220;
        };
    }

    /** The numbers of those that are refused whatever their arguments, with what the caller is told. */
    public static Map<Integer, String> forbidden() {
        var calls = new TreeMap<Integer, String>();
        for (ForbiddenCall call : ForbiddenCall.values()) {
            String told = switch (call.refusal()) {
                case NOT_PERMITTED -> "Operation not permitted";
                case UNKNOWN_CALL -> "Function not implemented";
                case NO_SUCH_FAMILY -> "Address family not supported by protocol";
            };
            call.number(HERE).ifPresent(number -> calls.put(number, told));
        }
        return calls;
    }
}
