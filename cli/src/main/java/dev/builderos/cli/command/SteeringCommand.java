package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunSummary;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A word to a run that goes on, with a reason for the record. */
abstract class SteeringCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    SteeringCommand(Session session, String name, String description, String... footer) {
        super(session, name, description, footer);
    }

    /** Says it. */
    abstract RunSummary say(GatewayClient client, String id, @Nullable String why);

    /** What came of it; nothing when the run was over already. */
    abstract Optional<Line> outcome(RunSummary now);

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary now = say(client, RunReference.resolve(client, projectHere(), run.get()), reason.get());
            if (json()) {
                printJson(now);
            } else {
                print(outcome(now).orElseGet(() -> Line.of(Names.id(now.id()) + " is over already: " + now.state())));
            }
            return ExitCode.OK;
        }
    }
}
