package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import picocli.CommandLine.Command;

@Command(name = "policy", description = "What agents may do here.")
final class PolicyCommand extends CommandGroup {
    PolicyCommand(Session session) {
        super(session);
    }
}
