package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        description = "Let a run start nothing new; what its steps are at is finished.",
        footer = {"", "  builderos pause latest --reason \"looking into it\"", "  builderos resume latest"})
final class PauseCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    PauseCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary now = client.pauseRun(RunReference.resolve(client, projectHere(), run), reason);
            if (json) {
                printJson(now);
            } else if (now.state().terminal()) {
                print(Names.id(now.id()) + " is over already: " + now.state());
            } else {
                print(Line.of(Style.YELLOW, "⏸ " + Names.id(now.id()) + " starts nothing new")
                        .add(Style.DIM, "   let it go on with  builderos resume " + Names.id(now.id())));
            }
            return ExitCode.OK;
        }
    }
}
