package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class PolicyCommand extends CommandGroup {
    PolicyCommand(Session session) {
        super(session, "policy", "What agents may do here.");
    }
}
