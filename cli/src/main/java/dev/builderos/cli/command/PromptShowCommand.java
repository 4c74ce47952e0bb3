package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PromptView;
import java.util.function.Supplier;

final class PromptShowCommand extends BaseCommand {
    private final Supplier<String> prompt =
            arguments.parameter("NAME[@VERSION]", "The prompt; its newest version without one.");

    PromptShowCommand(Session session) {
        super(
                session,
                "show",
                "A prompt version as it was written.",
                "",
                "  builderos prompt show builder/plan",
                "  builderos prompt show builder/plan@1.0.0");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            PromptView found = PromptReferenceText.find(client, prompt.get());
            if (json()) {
                printJson(found);
            } else {
                found.text().lines().map(Line::of).forEach(this::print);
            }
            return ExitCode.OK;
        }
    }
}
