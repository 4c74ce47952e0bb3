package dev.builderos.runner.hooks;

import dev.builderos.contracts.runner.hook.HookProvider;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The form of the secrets that providers sign with. */
public final class HookSecrets {
    static final String STANDARD_PREFIX = "whsec_";

    private static final int RANDOM_BYTES = 32;
    private static final int ID_BYTES = 24;
    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;
    private static final int SHORTEST_STANDARD = 24;
    private static final int LONGEST_STANDARD = 64;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private HookSecrets() {}

    /** The id of a new endpoint, which nobody guesses. */
    public static String newId() {
        return "hk_" + URL_SAFE.encodeToString(random(ID_BYTES));
    }

    /** A new secret in the form that a provider takes. */
    public static String make(HookProvider provider) {
        return switch (provider) {
            case STANDARD -> STANDARD_PREFIX + Base64.getEncoder().encodeToString(random(RANDOM_BYTES));
            case GITHUB, GITLAB, HMAC -> URL_SAFE.encodeToString(random(RANDOM_BYTES));
        };
    }

    /** What is wrong with a secret that a provider made; nothing where it is one to sign with. */
    public static Optional<String> flaw(HookProvider provider, String secret) {
        return switch (provider) {
            case STANDARD -> standardFlaw(secret);
            case GITHUB, GITLAB, HMAC ->
                secret.length() < SHORTEST || secret.length() > LONGEST || !secret.matches("[\\x21-\\x7e]+")
                        ? Optional.of("a secret has " + SHORTEST + " to " + LONGEST
                                + " printable ASCII characters and no spaces")
                        : Optional.empty();
        };
    }

    private static Optional<String> standardFlaw(String secret) {
        try {
            int bytes = key(HookProvider.STANDARD, secret).length;
            if (secret.startsWith(STANDARD_PREFIX) && bytes >= SHORTEST_STANDARD && bytes <= LONGEST_STANDARD) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException notBase64) {
            return Optional.of("behind `whsec_` stands base64");
        }
        return Optional.of("a secret of Standard Webhooks is `whsec_` and base64 of " + SHORTEST_STANDARD + " to "
                + LONGEST_STANDARD + " bytes");
    }

    /** The bytes that are signed with. */
    static byte[] key(HookProvider provider, String secret) {
        return switch (provider) {
            case STANDARD ->
                Base64.getDecoder()
                        .decode(
                                secret.startsWith(STANDARD_PREFIX)
                                        ? secret.substring(STANDARD_PREFIX.length())
                                        : secret);
            case GITHUB, GITLAB, HMAC -> secret.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
