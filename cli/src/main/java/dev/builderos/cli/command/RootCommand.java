package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "builderos",
        description = "Agent pipelines with receipts.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "New here?   builderos demo",
            "In a repository of yours:",
            "  builderos init --desk java-service",
            "  builderos run ship/feature.yaml -i task=\"add GET /health\"",
            "",
            "builderos help COMMAND explains one; builderos help exit-codes says what scripts get."
        })
final class RootCommand extends CommandGroup {
    RootCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(console().out());
        return ExitCode.OK;
    }
}
