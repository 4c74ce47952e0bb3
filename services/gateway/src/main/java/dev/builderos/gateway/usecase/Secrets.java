package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets that the gateway makes: 256 bits that nobody guesses, kept as their digests. */
public final class Secrets {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** Another one, in hexadecimal. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** In a time that tells nothing of where they differ. */
    static boolean same(Digest one, Digest other) {
        return MessageDigest.isEqual(
                one.value().getBytes(StandardCharsets.US_ASCII), other.value().getBytes(StandardCharsets.US_ASCII));
    }
}
