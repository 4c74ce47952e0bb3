package dev.builderos.cli.command;

import dev.builderos.cli.live.Costs;
import dev.builderos.cli.live.Names;
import dev.builderos.cli.live.Spans;
import dev.builderos.cli.live.States;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.Table;
import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.Difference;
import dev.builderos.gateway.api.Divergence;
import dev.builderos.gateway.api.RunDifferences;
import dev.builderos.gateway.api.RunSide;
import dev.builderos.gateway.api.StepDifferences;
import dev.builderos.gateway.api.StepSide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what two runs have otherwise, for people. */
final class ComparisonReport {
    private static final int LONGEST = 60;

    private final List<Line> lines = new ArrayList<>();

    private ComparisonReport() {}

    private void say(Line line) {
        lines.add(line);
    }

    private void say(String text) {
        lines.add(Line.of(text));
    }

    static List<Line> of(RunDifferences found) {
        ComparisonReport report = new ComparisonReport();
        report.tell(found);
        return report.lines;
    }

    private void tell(RunDifferences found) {
        Divergence first = found.first();
        say(
                first == null
                        ? Line.of(Style.GREEN, "no difference but time, tokens and cost")
                        : Line.of(Style.YELLOW, "first difference  ").add(first.sentence()));
        say("");
        Table runs = new Table("RUN", "STATE", "PIPELINE", "TOOK", "TOKENS", costs(found) ? "COST" : "");
        row(runs, found.run());
        row(runs, found.other());
        runs.lines().forEach(this::say);
        found.differences().forEach(this::say);
        say("");
        Table steps = new Table("STEP", "STATE", "", "TRIES", "TOOK", "TOKENS", costs(found) ? "COST" : "");
        for (StepDifferences step : found.steps()) {
            steps.row(
                    new Cell(same(step) ? Style.DIM : Style.BOLD, step.id()),
                    state(step.run()),
                    state(step.other()),
                    both(tries(step.run()), tries(step.other())),
                    both(took(step.run()), took(step.other())),
                    both(tokens(step.run()), tokens(step.other())),
                    both(cost(step.run()), cost(step.other())));
        }
        steps.lines().forEach(this::say);
        found.steps().stream().filter(step -> !same(step)).forEach(step -> {
            say("");
            say(Line.of(Style.BOLD, step.id()));
            step.because().forEach(sentence -> say("  " + sentence));
            step.differences().forEach(this::say);
            if (step.run() == null || step.other() == null) {
                say("  only in " + Names.id((step.run() == null ? found.other() : found.run()).id()));
            }
        });
    }

    private static void row(Table table, RunSide run) {
        Duration took = run.took();
        table.row(
                Cell.of(Names.id(run.id())),
                States.cell(run.state()),
                Cell.of(run.pipeline() + " " + run.version()),
                Cell.of(took == null ? "" : Spans.duration(took)),
                Cell.of(Spans.count(run.inputTokens()) + " in, " + Spans.count(run.outputTokens()) + " out"),
                Cell.of(Costs.text(run.cost(), run.unpricedTokens()).orElse("")));
    }

    private static boolean same(StepDifferences step) {
        return step.run() != null
                && step.other() != null
                && step.because().isEmpty()
                && step.differences().isEmpty();
    }

    private static Cell state(@Nullable StepSide side) {
        return side == null ? Cell.of("–") : States.cell(side.state());
    }

    private static String tries(@Nullable StepSide side) {
        return side == null ? "–" : Integer.toString(side.attempts());
    }

    private static String took(@Nullable StepSide side) {
        Duration took = side == null ? null : side.took();
        return took == null ? "–" : Spans.duration(took);
    }

    private static String tokens(@Nullable StepSide side) {
        return side == null ? "–" : Spans.count(side.inputTokens() + side.outputTokens());
    }

    /** Whether a model of either run had a price. */
    private static boolean costs(RunDifferences found) {
        return found.run().cost() != null || found.other().cost() != null;
    }

    private static String cost(@Nullable StepSide side) {
        return side == null
                ? ""
                : Costs.text(side.cost(), side.unpricedTokens()).orElse("");
    }

    private static Cell both(String was, String is) {
        return Cell.of(was.equals(is) ? was : was + " → " + is);
    }

    private void say(Difference difference) {
        say(Line.of(Style.DIM, "  " + difference.field() + "  ")
                .add(said(difference.was()))
                .add(Style.DIM, " → ")
                .add(said(difference.is())));
    }

    private static String said(@Nullable String value) {
        if (value == null) {
            return "–";
        }
        if (value.startsWith("sha256:")) {
            return Names.digest(value);
        }
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
