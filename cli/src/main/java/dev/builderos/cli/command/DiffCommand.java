package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Card;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.GatewayClient;
import java.util.function.Supplier;

final class DiffCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP, "latest");

    DiffCommand(Session session) {
        super(
                session,
                "diff",
                "What a run changed in the repository.",
                "",
                "  builderos diff latest",
                "  builderos diff latest > change.patch && git apply change.patch");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            DiffText diff = client.diff(RunReference.resolve(client, projectHere(), run.get()));
            if (json()) {
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
