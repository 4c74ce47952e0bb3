package dev.builderos.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that nobody may see. */
final class Rule {
    static final int SHORTEST = 4;

    /** No match begins here. */
    static final int NONE = -1;

    /** What comes next decides. */
    static final int UNDECIDED = -2;

    private final byte[] literal;
    private final @Nullable Tail tail;
    private final String name;
    private final byte[] mark;

    private Rule(String name, byte[] literal, @Nullable Tail tail) {
        this.literal = literal;
        this.tail = tail;
        this.name = name;
        this.mark = ("[redacted:" + name + "]").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A rule whose matches are written as a mark with its name.
     *
     * @param literal how they begin, or all of them; {@value #SHORTEST} bytes at least
     * @param tail what follows; null when nothing does
     */
    static Rule of(String name, byte[] literal, @Nullable Tail tail) {
        if (literal.length < SHORTEST) {
            throw new IllegalArgumentException("a rule begins with " + SHORTEST + " bytes at least");
        }
        return new Rule(name, literal.clone(), tail);
    }

    String name() {
        return name;
    }

    byte[] mark() {
        return mark;
    }

    /** The first bytes, as one number. */
    int beginning(int length) {
        int bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes = (bytes << 8) | (literal[i] & 0xff);
        }
        return bytes;
    }

    /** What goes on after the literal. */
    sealed interface Tail {
        /** Bytes of one class: {@code least} of them make it a match, and no more than {@code most} belong to it. */
        record Run(ByteClass bytes, int least, int most) implements Tail {}

        /** Everything up to and with this end, or as many bytes as this when it does not come. */
        record Until(String end, int most) implements Tail {}
    }

    /** Where the match in {@code bytes} ends that begins at {@code at}, of which the first {@value #SHORTEST} bytes are known to fit. */
    int end(byte[] bytes, int at, int length, boolean last) {
        int there = Math.min(literal.length, length - at);
        for (int i = SHORTEST; i < there; i++) {
            if (bytes[at + i] != literal[i]) {
                return NONE;
            }
        }
        if (there < literal.length) {
            return last ? NONE : UNDECIDED;
        }
        return switch (tail) {
            case null -> at + literal.length;
            case Tail.Run run -> run(run, bytes, at + literal.length, length, last);
            case Tail.Until until -> until(until, bytes, at + literal.length, length, last);
        };
    }

    private static int run(Tail.Run run, byte[] bytes, int from, int length, boolean last) {
        int limit = Math.min(length, from + run.most());
        int at = from;
        while (at < limit && run.bytes().contains(bytes[at])) {
            at++;
        }
        if (at == length && at - from < run.most() && !last) {
            return UNDECIDED;
        }
        return at - from >= run.least() ? at : NONE;
    }

    private static int until(Tail.Until until, byte[] bytes, int from, int length, boolean last) {
        byte[] end = until.end().getBytes(StandardCharsets.US_ASCII);
        int limit = Math.min(length, from + until.most());
        for (int at = from; at + end.length <= limit; at++) {
            if (Arrays.equals(bytes, at, at + end.length, end, 0, end.length)) {
                return at + end.length;
            }
        }
        return limit == length && length < from + until.most() && !last ? UNDECIDED : limit;
    }
}
