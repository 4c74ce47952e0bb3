package dev.builderos.runner.tools;

import dev.builderos.formats.SecretDefinition;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.secrets.SecretReference;
import dev.builderos.secrets.SecretStore;
import dev.builderos.secrets.SecretUnavailable;
import java.util.Map;

/** The secrets of runs: read where their projects say they are kept, and known to the redactor before anybody has them. */
public final class SecretBook {
    private final SecretStore store;
    private final KnownSecrets known;

    public SecretBook(SecretStore store, KnownSecrets known) {
        this.store = store;
        this.known = known;
    }

    /**
     * The secrets of a project.
     *
     * @param definitions where secrets are kept; one that is not among them is in the keyring or the environment
     */
    public Secrets of(Map<String, SecretDefinition> definitions) {
        return name -> {
            SecretDefinition definition = definitions.get(name);
            SecretReference reference = definition == null
                    ? anywhere(name)
                    : new SecretReference(name, provider(definition.provider()), definition.key());
            String value = store.read(reference);
            try {
                known.learn(name, value);
            } catch (IllegalArgumentException tooShort) {
                throw new SecretUnavailable(reference, "it is too short to be taken out of logs");
            }
            return value;
        };
    }

    private SecretReference anywhere(String name) {
        return new SecretReference(
                name, store.isInKeyring(name) ? SecretReference.Provider.KEYRING : SecretReference.Provider.ENV, name);
    }

    private static SecretReference.Provider provider(SecretDefinition.Provider written) {
        return switch (written) {
            case ENV -> SecretReference.Provider.ENV;
            case FILE -> SecretReference.Provider.FILE;
            case KEYRING -> SecretReference.Provider.KEYRING;
            case VAULT -> SecretReference.Provider.VAULT;
        };
    }
}
