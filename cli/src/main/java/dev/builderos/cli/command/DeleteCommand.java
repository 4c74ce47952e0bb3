package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.DeletedRun;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

final class DeleteCommand extends BaseCommand {
    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP);

    private final Supplier<Boolean> yes = arguments.flag("--yes", "Do not ask.");

    private final Given<String> reason = arguments.option("--reason", "TEXT", "Why; it goes into the record.");

    DeleteCommand(Session session) {
        super(
                session,
                "delete",
                "Delete a run that is over, or set aside: its journal, receipt, logs and files.",
                "",
                "Its branch stays, and so does a record of what the run was and who deleted it.",
                "",
                "  builderos delete 0192f3a1-7b2c",
                "  builderos delete latest --yes --reason \"a try\"");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            String id = RunReference.resolve(client, projectHere(), run.get());
            if (!yes.get() && !agreed(client, id)) {
                print("nothing is deleted");
                return ExitCode.OK;
            }
            DeletedRun deleted = client.deleteRun(id, reason.get());
            if (json()) {
                printJson(deleted);
            } else {
                print(Line.of(Style.GREEN, "✓ " + Names.id(deleted.id()) + " is deleted")
                        .add(
                                Style.DIM,
                                "   its journal of " + deleted.facts() + " facts ended in "
                                        + Names.digest(deleted.head())));
            }
            return ExitCode.OK;
        }
    }

    private boolean agreed(GatewayClient client, String id) {
        if (!console().terminal() || json()) {
            throw new CliFailure(ExitCode.USAGE, "nobody is here to be asked", "say that you mean it:  --yes");
        }
        print(Line.of("delete run ")
                .add(Style.BOLD, Names.id(id))
                .add(" (" + described(client, id) + ") with its journal, receipt and logs? [y/N]"));
        try {
            String answer = console().in().readLine();
            return answer != null && answer.strip().equalsIgnoreCase("y");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
    }

    private static String described(GatewayClient client, String id) {
        try {
            RunSummary summary = client.run(id).summary();
            return summary.pipeline() + " in " + summary.project() + ", " + summary.state();
        } catch (GatewayProblem refused) {
            if (RunReference.isSetAside(refused)) {
                return "set aside, as it cannot be read";
            }
            throw refused;
        }
    }
}
