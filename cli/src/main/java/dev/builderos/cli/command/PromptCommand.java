package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import picocli.CommandLine.Command;

@Command(name = "prompt", description = "Prompt versions the server has recorded.")
final class PromptCommand extends CommandGroup {
    PromptCommand(Session session) {
        super(session);
    }
}
