package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.live.Approvals;
import dev.builderos.cli.live.Costs;
import dev.builderos.cli.live.LiveRun;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.RunFollower;
import dev.builderos.cli.live.Spans;
import dev.builderos.cli.live.States;
import dev.builderos.cli.project.ProjectDirectory;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.Brought;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.ReplayDivergence;
import dev.builderos.gateway.api.ReplayView;
import dev.builderos.gateway.api.ReusedWork;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

final class ShowCommand extends BaseCommand {
    private final Supplier<Boolean> follow =
            arguments.flag("--follow", "-f", "Watch it until it is over, and answer its approvals.");

    private final Supplier<String> run = arguments.parameter("RUN", RunReference.HELP, "latest");

    ShowCommand(Session session) {
        super(
                session,
                "show",
                "Where a run stands.",
                "",
                "  builderos show latest",
                "  builderos show -f latest        watch it live, as `run` does",
                "  builderos show 0192f3a1-7b2c --json");
    }

    @Override
    public Integer call() {
        try (GatewayClient client = session.client()) {
            String id = RunReference.resolve(client, projectHere(), run.get());
            if (follow.get()) {
                Approvals approvals = console().terminal() && !json() ? Approvals.ASK : Approvals.LEAVE;
                Optional<ProjectDirectory> owner = projectHere()
                        .filter(project ->
                                project.name().equals(client.run(id).summary().project()));
                return new RunFollower(session, client, json() ? LiveRun.Output.JSON : LiveRun.Output.PEOPLE)
                        .follow(id, owner, approvals)
                        .exitCode();
            }
            RunView view = client.run(id);
            if (json()) {
                printJson(view);
            } else {
                show(view);
            }
            return ExitCode.OK;
        }
    }

    private void show(RunView view) {
        RunSummary summary = view.summary();
        Cell state = States.cell(summary.state());
        print(Line.of(Style.BOLD, summary.pipeline())
                .add(" in " + summary.project() + "  ")
                .add(state.style(), state.text()));
        field("run", summary.id());
        field("asked by", summary.requestedBy() + " at " + summary.admittedAt());
        field("again", view.options().rerunOf());
        field("fork of", view.options().forkOf());
        field("replay of", view.options().replayOf());
        field("replay", replay(view));
        field("brought", brought(summary.brought()));
        view.inputs().forEach((name, value) -> field("input", name + " = " + value));
        field("branch", view.branch());
        field("base", view.baseCommit());
        field("head", view.headCommit());
        field("sandbox", view.options().sandbox());
        field("model", view.options().model());
        field("tokens", view.inputTokens() + " in, " + view.outputTokens() + " out");
        field("cost", Costs.text(view.cost(), view.unpricedTokens()).orElse(null));
        field("receipt", view.receipt());
        field("because", view.message());
        view.pendingApprovals().forEach(id -> field("waits for", "builderos approve " + id));
        print("");
        Table table = new Table("STEP", "STATE", "LANE", "TRIES", "TOOK", "");
        for (StepView step : view.steps()) {
            Instant start = step.startedAt();
            Instant end = step.endedAt();
            String message = step.message();
            table.row(
                    Cell.of(step.id()),
                    States.cell(step.state()),
                    Cell.of(step.lane() == null ? "" : step.lane()),
                    Cell.of(step.attempt() == 0 ? "" : Integer.toString(step.attempt())),
                    Cell.of(
                            start == null
                                    ? ""
                                    : Spans.duration(Duration.between(
                                            start, end == null ? session.clock().instant() : end))),
                    Cell.of(
                            message != null
                                    ? message
                                    : remark(step).orElse(step.outputs().getOrDefault("url", ""))));
        }
        table.lines().forEach(this::print);
    }

    /** What the cache, or a run before, had to do with a step. */
    private static Optional<String> remark(StepView step) {
        ReusedWork reused = step.reused();
        if (reused != null) {
            return Optional.of(Names.takenOver(reused.why().name(), reused.from()));
        }
        return Optional.ofNullable(step.cacheMiss()).map("miss: "::concat);
    }

    private static @Nullable String replay(RunView view) {
        ReplayView replay = view.replay();
        if (replay == null) {
            return null;
        }
        ReplayDivergence first = replay.divergence();
        return replay.outcome().name().toLowerCase(Locale.ROOT)
                + (first == null ? "" : " at step " + first.step() + ", " + first.field());
    }

    private static @Nullable String brought(@Nullable Brought brought) {
        return brought == null
                ? null
                : "from " + brought.from() + " by " + brought.by() + " at " + brought.at() + ", only to look at";
    }

    private void field(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            print(Line.of(Style.DIM, "  " + name + " ".repeat(Math.max(1, 11 - name.length())))
                    .add(value));
        }
    }
}
