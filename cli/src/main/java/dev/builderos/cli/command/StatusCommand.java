package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Spans;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ServerStatus;
import java.time.Duration;

final class StatusCommand extends BaseCommand {
    StatusCommand(Session session) {
        super(
                session,
                "status",
                "How the server is doing.",
                "",
                "  builderos status",
                "  builderos status --json | jq .runs.active");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            ServerStatus status = client.status();
            if (json()) {
                printJson(status);
                return ExitCode.OK;
            }
            print(Line.of(Style.GREEN, "✓ runs")
                    .add(
                            Style.DIM,
                            " for "
                                    + Spans.duration(Duration.between(
                                            status.startedAt(), session.clock().instant()))));
            field("version", status.version());
            field("pid", Long.toString(status.pid()));
            field("home", status.home());
            field("database", status.database());
            field("runs", status.runs().active() + " active");
            trouble("runs", status.runs().setAside(), "set aside, as they cannot be read");
            trouble("messages", status.parked() == null ? 0 : status.parked(), "parked, as they could not take effect");
            print(Line.of(Style.DIM, "  sandbox   ")
                    .add(status.sandbox().name() + " ")
                    .add(
                            status.sandbox().ok() ? Style.GREEN : Style.RED,
                            status.sandbox().ok() ? "works" : "does not work"));
            CheckList.lines(status.sandbox().checks().stream()
                            .filter(check -> !check.ok())
                            .toList())
                    .forEach(this::print);
            for (ServerStatus.Model model : status.models()) {
                print(Line.of(Style.DIM, "  model     ")
                        .add(model.ok() ? Style.GREEN : Style.DIM, model.ok() ? "✓ " : "○ ")
                        .add(model.provider())
                        .add(Style.DIM, "  " + model.detail()));
            }
            return ExitCode.OK;
        }
    }

    private void trouble(String name, long count, String what) {
        if (count > 0) {
            print(Line.of(Style.DIM, "  " + name + " ".repeat(10 - name.length()))
                    .add(Style.RED, count + " " + what)
                    .add(Style.DIM, "; more:  builderos doctor"));
        }
    }

    private void field(String name, String value) {
        print(Line.of(Style.DIM, "  " + name + " ".repeat(10 - name.length())).add(value));
    }
}
