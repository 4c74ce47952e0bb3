package dev.builderos.redaction;

import java.util.BitSet;

/** A set of bytes. */
final class ByteClass {
    static final ByteClass ALPHANUMERIC = of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    static final ByteClass UPPER_OR_DIGIT = of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    static final ByteClass TOKEN = ALPHANUMERIC.and("-_");
    static final ByteClass TOKEN_WITH_DOTS = TOKEN.and(".");
    static final ByteClass PATH = TOKEN.and("/");

    private final BitSet bytes;

    private ByteClass(BitSet bytes) {
        this.bytes = bytes;
    }

    private static ByteClass of(String characters) {
        BitSet bytes = new BitSet(256);
        characters.chars().forEach(bytes::set);
        return new ByteClass(bytes);
    }

    private ByteClass and(String more) {
        ByteClass both = of(more);
        both.bytes.or(bytes);
        return both;
    }

    boolean contains(byte value) {
        return bytes.get(value & 0xff);
    }
}
