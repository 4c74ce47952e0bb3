package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "Stop a run: its steps are ended, its approvals withdrawn.",
        footer = {"", "  builderos cancel latest", "  builderos cancel 0192f3a1-7b2c --reason \"wrong task\""})
final class CancelCommand extends BaseCommand {
    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = RunReference.HELP)
    String run;

    @Nullable
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it goes into the record.")
    String reason;

    CancelCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            RunSummary now = client.cancelRun(RunReference.resolve(client, projectHere(), run), reason);
            if (json) {
                printJson(now);
            } else if (now.state() == RunState.CANCELLED || now.state() == RunState.CANCELLING) {
                print(Line.of(
                        Style.YELLOW,
                        "⊘ " + Names.id(now.id()) + " is " + now.state().name().toLowerCase(Locale.ROOT)));
            } else {
                print(Names.id(now.id()) + " is over already: " + now.state());
            }
            return ExitCode.OK;
        }
    }
}
