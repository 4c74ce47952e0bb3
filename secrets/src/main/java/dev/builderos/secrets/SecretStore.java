package dev.builderos.secrets;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** All places where secrets are kept. A value is read each time it is asked for, so one that was changed is the new one. */
public final class SecretStore {
    /** The variable that opens the keyring; without it a key of this machine does. */
    public static final String PASSPHRASE = "BUILDEROS_KEYRING_PASSPHRASE";

    private static final String DIRECTORY = "BUILDEROS_SECRETS_DIR";

    private final Map<SecretReference.Provider, SecretProvider> providers =
            new EnumMap<>(SecretReference.Provider.class);

    private final Keyring keyring;

    private SecretStore(Keyring keyring) {
        this.keyring = keyring;
    }

    /**
     * The places that an environment names.
     *
     * @param home the directory of BuilderOS
     */
    public static SecretStore of(Map<String, String> environment, Path home) {
        SecretStore store = new SecretStore(Keyring.of(home, environment.get(PASSPHRASE)));
        String directory = environment.getOrDefault(DIRECTORY, "");
        store.providers.put(SecretReference.Provider.ENV, new EnvironmentSecrets(environment));
        store.providers.put(
                SecretReference.Provider.FILE,
                new FileSecrets(directory.isBlank() ? home.resolve("secrets") : Path.of(directory)));
        store.providers.put(SecretReference.Provider.KEYRING, new KeyringSecrets(store.keyring));
        store.providers.put(
                SecretReference.Provider.VAULT,
                new VaultSecrets(
                        URI.create(environment.getOrDefault("VAULT_ADDR", "")),
                        environment.getOrDefault("VAULT_TOKEN", ""),
                        environment.getOrDefault("VAULT_NAMESPACE", "")));
        return store;
    }

    /** Whether the keyring has it, or cannot be opened, in which case reading says why. */
    public boolean isInKeyring(String name) {
        try {
            return keyring.names().contains(name);
        } catch (IOException closed) {
            return true;
        }
    }

    /**
     * The value, now. Blocking: a file, a key store or Vault is asked.
     *
     * @throws SecretUnavailable when it cannot be had
     */
    public String read(SecretReference reference) throws SecretUnavailable {
        SecretProvider provider = providers.get(reference.provider());
        if (provider == null) {
            throw new SecretUnavailable(reference, "there is no such provider");
        }
        String value = provider.read(reference);
        if (value.isEmpty()) {
            throw new SecretUnavailable(reference, "it is empty");
        }
        return value;
    }
}
