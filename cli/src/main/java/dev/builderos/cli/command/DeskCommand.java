package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import picocli.CommandLine.Command;

@Command(name = "desk", description = "Templates with pipelines, prompts, agents and a policy.")
final class DeskCommand extends CommandGroup {
    DeskCommand(Session session) {
        super(session);
    }
}
