package dev.builderos.secrets;

import java.util.Locale;

/**
 * Where the value of a secret is kept. It is no secret itself.
 *
 * @param name as policies and pipelines name it
 * @param key where the provider keeps it
 */
public record SecretReference(String name, Provider provider, String key) {
    /** The kinds of place. */
    public enum Provider {
        ENV,
        FILE,
        KEYRING,
        VAULT;

        /** As files write it. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
