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
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.SetAsideRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "runs",
        description = "The latest runs.",
        footer = {
            "",
            "  builderos runs                      of this project, or of all where there is none",
            "  builderos runs --all --state FAILED,CANCELLED -n 50",
            "  builderos runs --pipeline feature --by local:owner --since 2h",
            "  builderos runs --since 7d --until 2026-11-22T10:00:00Z",
            "  builderos runs --json | jq -r '.runs[].id'"
        })
final class RunsCommand extends BaseCommand {
    @Option(names = "--all", description = "Of all projects.")
    boolean all;

    @Nullable
    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only those of pipelines with this name.")
    String pipeline;

    @Nullable
    @Option(names = "--by", paramLabel = "WHO", description = "Only those this person asked for.")
    String by;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "Only these, with commas between: ${COMPLETION-CANDIDATES}.")
    List<RunState> states = new ArrayList<>();

    @Nullable
    @Option(names = "--since", paramLabel = "TIME", description = "Not older: " + Moment.HELP)
    String since;

    @Nullable
    @Option(names = "--until", paramLabel = "TIME", description = "Older: " + Moment.HELP)
    String until;

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
        RunFilter filter = new RunFilter(
                project,
                pipeline,
                by,
                states,
                Moment.read(since, session.clock(), "--since"),
                Moment.read(until, session.clock(), "--until"));
        try (GatewayClient client = session.client()) {
            RunPage page = client.runs(filter, before, limit);
            if (json) {
                printJson(page);
                return ExitCode.OK;
            }
            if (page.runs().isEmpty() && page.setAside().isEmpty()) {
                print(filter.equals(RunFilter.of(project)) ? "no runs yet" : "no such runs");
                return ExitCode.OK;
            }
            Table table = new Table("RUN", "STATE", "PROJECT", "PIPELINE", "STARTED", "TOOK");
            rows(page).values().forEach(table::row);
            table.lines().forEach(this::print);
            for (SetAsideRun run : page.setAside()) {
                print(Line.of(Style.RED, "✗ " + Names.id(run.id()))
                        .add("  cannot be read: " + run.reason())
                        .add(Style.DIM, "; " + run.fix()));
            }
            if (page.next() != null) {
                print(Line.of(Style.DIM, "older ones:  the same with  --before " + page.next()));
            }
        }
        return ExitCode.OK;
    }

    /** By id, newest first: a run that is set aside stands where it would stand if it could be read. */
    private Map<String, Cell[]> rows(RunPage page) {
        Instant now = session.clock().instant();
        Map<String, Cell[]> rows = new TreeMap<>(Comparator.reverseOrder());
        for (RunSummary run : page.runs()) {
            Instant end = run.endedAt() == null ? now : run.endedAt();
            rows.put(run.id(), new Cell[] {
                Cell.of(Names.id(run.id())),
                States.cell(run.state()),
                Cell.of(run.project()),
                Cell.of(run.pipeline() + origin(run)),
                Cell.of(Spans.duration(Duration.between(run.admittedAt(), now)) + " ago"),
                Cell.of(Spans.duration(Duration.between(run.admittedAt(), end)))
            });
        }
        for (SetAsideRun run : page.setAside()) {
            rows.put(run.id(), new Cell[] {
                Cell.of(Names.id(run.id())),
                new Cell(Style.RED, "SET ASIDE"),
                Cell.of(run.project()),
                Cell.of(run.pipeline()),
                Cell.of(Spans.duration(Duration.between(run.admittedAt(), now)) + " ago"),
                Cell.of("")
            });
        }
        return rows;
    }

    private static String origin(RunSummary run) {
        return run.replayOf() != null
                ? " (replay of " + Names.id(run.replayOf()) + ")"
                : run.forkOf() != null ? " (fork of " + Names.id(run.forkOf()) + ")" : "";
    }
}
