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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

final class RunsCommand extends BaseCommand {
    private final Supplier<Boolean> all = arguments.flag("--all", "Of all projects.");

    private final Given<String> pipeline =
            arguments.option("--pipeline", "NAME", "Only those of pipelines with this name.");

    private final Given<String> by = arguments.option("--by", "WHO", "Only those this person asked for.");

    private final Supplier<List<RunState>> states = arguments.commaSeparated(
            "--state", "STATE", "Only these, with commas between: ${COMPLETION-CANDIDATES}.", RunState.class);

    private final Given<String> since = arguments.option("--since", "TIME", "Not older: " + Moment.HELP);

    private final Given<String> until = arguments.option("--until", "TIME", "Older: " + Moment.HELP);

    private final Supplier<Integer> limit =
            arguments.option("-n", "COUNT", "At most so many, 1 to 200; ${DEFAULT-VALUE} unless given.", 20);

    private final Given<String> before = arguments.option("--before", "RUN", "Only older ones: the next page.");

    RunsCommand(Session session) {
        super(
                session,
                "runs",
                "The latest runs.",
                "",
                "  builderos runs                      of this project, or of all where there is none",
                "  builderos runs --all --state FAILED,CANCELLED -n 50",
                "  builderos runs --pipeline feature --by local:owner --since 2h",
                "  builderos runs --since 7d --until 2026-11-22T10:00:00Z",
                "  builderos runs --json | jq -r '.runs[].id'");
    }

    @Override
    public Integer call() {
        if (limit.get() < 1 || limit.get() > 200) {
            throw new CliFailure(ExitCode.USAGE, "-n is 1 to 200");
        }
        String project =
                all.get() ? null : projectHere().map(ProjectDirectory::name).orElse(null);
        RunFilter filter = new RunFilter(
                project,
                pipeline.get(),
                by.get(),
                states.get(),
                Moment.read(since.get(), session.clock(), "--since"),
                Moment.read(until.get(), session.clock(), "--until"));
        try (GatewayClient client = session.client()) {
            RunPage page = client.runs(filter, before.get(), limit.get());
            if (json()) {
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
                : run.forkOf() != null
                        ? " (fork of " + Names.id(run.forkOf()) + ")"
                        : run.brought() != null
                                ? " (brought from " + run.brought().from() + ")"
                                : "";
    }
}
