package dev.builderos.cli.command;

import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class PauseCommand extends SteeringCommand {
    PauseCommand(Session session) {
        super(
                session,
                "pause",
                "Let a run start nothing new; what its steps are at is finished.",
                "",
                "  builderos pause latest --reason \"looking into it\"",
                "  builderos resume latest");
    }

    @Override
    RunSummary say(GatewayClient client, String id, @Nullable String why) {
        return client.pauseRun(id, why);
    }

    @Override
    Optional<Line> outcome(RunSummary now) {
        return now.state().terminal()
                ? Optional.empty()
                : Optional.of(Line.of(Style.YELLOW, "⏸ " + Names.id(now.id()) + " starts nothing new")
                        .add(Style.DIM, "   let it go on with  builderos resume " + Names.id(now.id())));
    }
}
