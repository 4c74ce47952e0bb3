package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs as they are written on a command line, made what those of another run are. */
final class TypedInputs {
    private TypedInputs() {}

    /** Texts as what the input was; the server says what does not fit. */
    static Map<String, Object> like(Map<String, Object> before, Map<String, String> given) {
        Map<String, Object> typed = new LinkedHashMap<>();
        given.forEach((name, text) -> typed.put(name, typed(before.get(name), name, text)));
        return typed;
    }

    private static Object typed(@Nullable Object before, String name, String text) {
        return switch (before) {
            case Number ignored -> {
                try {
                    yield text.matches("-?[0-9]+") ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
                } catch (NumberFormatException e) {
                    throw new CliFailure(ExitCode.USAGE, "`" + name + "` is a number, not `" + text + "`");
                }
            }
            case Boolean ignored -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new CliFailure(ExitCode.USAGE, "`" + name + "` is true or false, not `" + text + "`");
                }
                yield Boolean.valueOf(text);
            }
            case null, default -> text;
        };
    }
}
