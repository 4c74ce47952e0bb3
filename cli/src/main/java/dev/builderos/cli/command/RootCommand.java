package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;

final class RootCommand extends CommandGroup {
    RootCommand(Session session) {
        super(
                session,
                "builderos",
                "Agent pipelines with receipts.",
                "",
                "New here?   builderos demo",
                "In a repository of yours:",
                "  builderos init --desk java-service",
                "  builderos run ship/feature.yaml -i task=\"add GET /health\"",
                "",
                "builderos help COMMAND explains one; builderos help exit-codes says what scripts get.");
        arguments.spec().usageMessage().synopsisSubcommandLabel("COMMAND");
    }

    @Override
    public Integer call() {
        arguments.spec().commandLine().usage(console().out());
        return ExitCode.OK;
    }
}
