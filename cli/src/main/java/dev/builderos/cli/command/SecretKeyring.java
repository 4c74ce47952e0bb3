package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.secrets.Keyring;
import dev.builderos.secrets.SecretStore;

/** The keyring that the server on this machine reads. */
final class SecretKeyring {
    private SecretKeyring() {}

    static Keyring of(Session session) {
        return Keyring.of(session.home().directory(), session.environment().get(SecretStore.PASSPHRASE));
    }
}
