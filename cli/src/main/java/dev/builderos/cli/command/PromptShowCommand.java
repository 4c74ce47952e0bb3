package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PromptView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "A prompt version as it was written.",
        footer = {"", "  builderos prompt show builder/plan", "  builderos prompt show builder/plan@1.0.0"})
final class PromptShowCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "NAME[@VERSION]", description = "The prompt; its newest version without one.")
    String prompt;

    PromptShowCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            PromptView found = PromptReferenceText.find(client, prompt);
            if (json) {
                printJson(found);
            } else {
                found.text().lines().map(Line::of).forEach(this::print);
            }
            return ExitCode.OK;
        }
    }
}
