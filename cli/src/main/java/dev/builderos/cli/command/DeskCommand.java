package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class DeskCommand extends CommandGroup {
    DeskCommand(Session session) {
        super(session, "desk", "Templates with pipelines, prompts, agents and a policy.");
    }
}
