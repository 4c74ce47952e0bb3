package dev.builderos.secrets;

import java.io.IOException;

/** Secrets in the keyring file. */
record KeyringSecrets(Keyring keyring) implements SecretProvider {
    @Override
    public String read(SecretReference reference) throws SecretUnavailable {
        try {
            return keyring.read(reference.key())
                    .orElseThrow(() -> new SecretUnavailable(
                            reference, "it holds none; add it with  builderos secret set " + reference.key()));
        } catch (IOException closed) {
            throw new SecretUnavailable(reference, String.valueOf(closed.getMessage()));
        }
    }
}
