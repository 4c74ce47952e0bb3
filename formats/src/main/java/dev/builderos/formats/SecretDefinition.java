package dev.builderos.formats;

/**
 * Where the value of a secret is kept; never the value.
 *
 * @param provider the kind of place
 * @param key where the provider keeps it: a variable, a file, a name in the keyring, {@code MOUNT/PATH#FIELD}
 */
public record SecretDefinition(Provider provider, String key) {
    /** The kinds of place. */
    public enum Provider {
        ENV,
        FILE,
        KEYRING,
        VAULT
    }
}
