package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A word to a run that goes on, with a reason for the record. */
abstract class SteeringCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    SteeringCommand(Session session) {
        super(session);
    }

    /** Says it. */
    abstract RunSummary say(GatewayClient client, String id, @Nullable String why);

    /** What came of it; nothing when the run was over already. */
    abstract Optional<Line> outcome(RunSummary now);

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary now = say(client, RunReference.resolve(client, projectHere(), run), reason);
            if (json) {
                printJson(now);
            } else {
                print(outcome(now).orElseGet(() -> Line.of(Names.id(now.id()) + " is over already: " + now.state())));
            }
            return ExitCode.OK;
        }
    }
}
