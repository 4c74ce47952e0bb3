package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.Spans;
import dev.builderos.cli.live.States;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "runs",
        description = "The latest runs.",
        footer = {
            "",
            "  builderos runs                      of this project, or of all where there is none",
            "  builderos runs --all --state FAILED -n 50",
            "  builderos runs --json | jq -r '.runs[].id'"
        })
final class RunsCommand extends BaseCommand {
    @Option(names = "--all", description = "Of all projects.")
    boolean all;

    @Nullable
    @Option(names = "--state", paramLabel = "STATE", description = "Only these: ${COMPLETION-CANDIDATES}.")
    RunState state;

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            description = "At most so many, 1 to 200; ${DEFAULT-VALUE} unless given.")
    int limit = 20;

    @Nullable
    @Option(names = "--before", paramLabel = "RUN", description = "Only older ones: the next page.")
    String before;

    RunsCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > 200) {
            throw new CliFailure(ExitCode.USAGE, "-n is 1 to 200");
        }
        String project = all ? null : projectHere().map(ProjectDirectory::name).orElse(null);
        try (GatewayClient client = session.client()) {
            RunPage page = client.runs(project, state, before, limit);
            if (json) {
                printJson(page);
                return ExitCode.OK;
            }
            if (page.runs().isEmpty()) {
                print("no runs yet");
                return ExitCode.OK;
            }
            Table table = new Table("RUN", "STATE", "PROJECT", "PIPELINE", "STARTED", "TOOK");
            for (RunSummary run : page.runs()) {
                Instant end = run.endedAt();
                table.row(
                        Cell.of(Names.id(run.id())),
                        States.cell(run.state()),
                        Cell.of(run.project()),
                        Cell.of(run.pipeline()),
                        Cell.of(Spans.duration(Duration.between(
                                        run.admittedAt(), session.clock().instant())) + " ago"),
                        Cell.of(Spans.duration(Duration.between(
                                run.admittedAt(), end == null ? session.clock().instant() : end))));
            }
            table.lines().forEach(this::print);
            if (page.next() != null) {
                print(Line.of(Style.DIM, "older ones:  builderos runs --before " + page.next()));
            }
        }
        return ExitCode.OK;
    }
}
