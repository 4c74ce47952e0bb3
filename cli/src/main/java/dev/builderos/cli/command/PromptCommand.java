package dev.builderos.cli.command;

import dev.builderos.cli.Session;

final class PromptCommand extends CommandGroup {
    PromptCommand(Session session) {
        super(session, "prompt", "Prompt versions the server has recorded.");
    }
}
