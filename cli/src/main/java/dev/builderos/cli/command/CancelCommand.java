package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class CancelCommand extends SteeringCommand {
    CancelCommand(Session session) {
        super(
                session,
                "cancel",
                "Stop a run: its steps are ended, its approvals withdrawn.",
                "",
                "  builderos cancel latest",
                "  builderos cancel 0192f3a1-7b2c --reason \"wrong task\"");
    }

    @Override
    RunSummary say(GatewayClient client, String id, @Nullable String why) {
        return client.cancelRun(id, why);
    }

    @Override
    Optional<Line> outcome(RunSummary now) {
        return now.state() == RunState.CANCELLED || now.state() == RunState.CANCELLING
                ? Optional.of(Line.of(
                        Style.YELLOW,
                        "⊘ " + Names.id(now.id()) + " is " + now.state().name().toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }
}
