package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class SecretCommand extends CommandGroup {
    SecretCommand(Session session) {
        super(
                session,
                "secret",
                "The keyring of this machine.",
                "",
                "Secrets lie in an encrypted file in the home of BuilderOS. A pipeline's `run:` uses one as ${secrets.NAME}, if the policy",
                "grants it; a project can say that one is kept elsewhere: `secrets: { NAME: { provider: vault, key: kv/app#password } }`.");
    }
}
