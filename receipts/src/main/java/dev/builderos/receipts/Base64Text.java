package dev.builderos.receipts;

import java.util.Base64;

/** Base64 with one text per value: the JDK's decoder ignores left-over bits, which would let two texts mean the same bytes. */
final class Base64Text {
    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException when the text is not what {@link #encode} makes */
    static byte[] decode(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new IllegalArgumentException("not base64 in its one form");
        }
        return bytes;
    }
}
