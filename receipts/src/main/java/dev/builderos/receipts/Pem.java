package dev.builderos.receipts;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The two PEM blocks we use (RFC 7468). */
enum Pem {
    PRIVATE_KEY("PRIVATE KEY"),
    PUBLIC_KEY("PUBLIC KEY");

    private final String begin;
    private final String end;

    Pem(String label) {
        this.begin = "-----BEGIN " + label + "-----";
        this.end = "-----END " + label + "-----";
    }

    String write(byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return begin + "\n" + lines.encodeToString(der) + "\n" + end + "\n";
    }

    /**
     * The bytes of the first block of this kind.
     *
     * @throws IllegalArgumentException when there is none, or it is not base64
     */
    byte[] read(String text) {
        int from = text.indexOf(begin);
        int to = text.indexOf(end, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IllegalArgumentException("no `" + begin + "` block");
        }
        String body = text.substring(from + begin.length(), to);
        return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    }
}
