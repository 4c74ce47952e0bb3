package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Card;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.GatewayClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = "What a run changed in the repository.",
        footer = {"", "  builderos diff latest", "  builderos diff latest > change.patch && git apply change.patch"})
final class DiffCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "RUN", description = RunReference.HELP)
    String run = "latest";

    DiffCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            DiffText diff = client.diff(RunReference.resolve(client, projectHere(), run));
            if (json) {
                printJson(diff);
            } else if (console().terminal()) {
                diff.diff().lines().map(Card::diffLine).forEach(this::print);
            } else {
                console().out().print(diff.diff());
                console().out().flush();
            }
            return ExitCode.OK;
        }
    }
}
