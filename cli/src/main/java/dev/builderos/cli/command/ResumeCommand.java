package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunSummary;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "Let a paused run go on.",
        footer = {"", "  builderos resume latest"})
final class ResumeCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    ResumeCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary now = client.resumeRun(RunReference.resolve(client, projectHere(), run));
            if (json) {
                printJson(now);
            } else {
                print(Line.of(
                        Style.GREEN,
                        "▶ " + Names.id(now.id()) + " is " + now.state().name().toLowerCase(Locale.ROOT)));
            }
            return ExitCode.OK;
        }
    }
}
