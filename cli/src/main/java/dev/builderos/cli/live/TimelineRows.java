package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Draws a timeline as rows: a head, then one row per step; lanes are indented. */
final class TimelineRows {
    private static final List<String> SPINNER = List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏");
    private static final int SPIN_MILLIS = 120;
    /** Columns for a title, which is cut when it is longer. */
    private static final int TITLE = 36;
    /** Columns for a length of time. */
    private static final int TIME = 9;

    private TimelineRows() {}

    /** At most so many rows; what is done goes first where there is too little room. */
    static List<Line> draw(String run, Timeline timeline, Instant now, int height) {
        List<Line> rows = new ArrayList<>();
        rows.add(head(run, timeline, now));
        List<Timeline.Step> steps = List.copyOf(timeline.steps());
        int room = Math.max(1, height - 1);
        int first = 0;
        while (steps.size() - first > room && steps.get(first).state().terminal()) {
            first++;
        }
        int last = Math.min(steps.size(), first + room);
        int width = steps.stream()
                .mapToInt(step -> indent(step).length() + step.title().length())
                .max()
                .orElse(0);
        for (Timeline.Step step : steps.subList(first, last)) {
            rows.add(row(step, now, Math.min(TITLE, width)));
        }
        return rows;
    }

    private static Line head(String run, Timeline timeline, Instant now) {
        Line line = Line.of(Style.DIM, "── ")
                .add(Style.BOLD, timeline.pipeline())
                .add(Style.DIM, " in " + timeline.project() + " · run " + Names.id(run) + " · ")
                .add(stateStyle(timeline.state()), timeline.state().toString());
        if (timeline.state() == RunState.QUEUED) {
            line.add(Style.DIM, " · " + timeline.message());
        }
        timeline.admittedAt()
                .ifPresent(start -> line.add(
                        Style.DIM,
                        " · "
                                + Spans.duration(Duration.between(
                                        start, timeline.endedAt().orElse(now)))));
        if (timeline.tokens() > 0) {
            line.add(Style.DIM, " · " + Spans.count(timeline.tokens()) + " tokens");
        }
        timeline.cost().ifPresent(cost -> line.add(Style.DIM, " · " + cost));
        return line;
    }

    private static Line row(Timeline.Step step, Instant now, int width) {
        String name = Line.of(indent(step) + step.title()).cut(width);
        Line line = new Line()
                .add("  ")
                .add(stepStyle(step.state()), glyph(step.state(), now))
                .add(" ")
                .add(step.state() == StepState.PENDING ? Style.DIM : Style.PLAIN, name);
        Instant start = step.startedAt();
        Instant end = step.endedAt();
        String time = start == null ? "" : Spans.duration(Duration.between(start, end == null ? now : end));
        String tries = step.attempt() > 1 ? "attempt " + step.attempt() + "  " : "";
        String doing = step.doing().lines().findFirst().orElse("");
        if (!(time + tries + doing).isEmpty()) {
            line.add(" ".repeat(Math.max(0, width - name.length()) + 2)).add(Style.DIM, time);
        }
        if (!(tries + doing).isEmpty()) {
            line.add(" ".repeat(Math.max(0, TIME - time.length())))
                    .add(Style.YELLOW, doing.isEmpty() ? tries.strip() : tries)
                    .add(step.state() == StepState.FAILED ? Style.RED : Style.DIM, doing);
        }
        return line;
    }

    private static String indent(Timeline.Step step) {
        return step.lane() == null ? "" : "├ ";
    }

    static String glyph(StepState state, Instant now) {
        return switch (state) {
            case PENDING -> "○";
            case RUNNING -> SPINNER.get((int) (now.toEpochMilli() / SPIN_MILLIS % SPINNER.size()));
            case WAITING -> "◆";
            case RETRYING -> "↻";
            case UNKNOWN -> "?";
            case SUCCEEDED -> "✓";
            case FAILED -> "✗";
            case SKIPPED -> "–";
            case CANCELLED -> "⊘";
        };
    }

    /** Its colour, wherever a step is shown. */
    static Style stepStyle(StepState state) {
        return switch (state) {
            case PENDING, SKIPPED -> Style.DIM;
            case RUNNING -> Style.CYAN;
            case WAITING, RETRYING, UNKNOWN, CANCELLED -> Style.YELLOW;
            case SUCCEEDED -> Style.GREEN;
            case FAILED -> Style.RED;
        };
    }

    /** Its colour, wherever a run is shown. */
    static Style stateStyle(RunState state) {
        return switch (state) {
            case ADMITTED, RUNNING -> Style.CYAN;
            case QUEUED, WAITING, PAUSED, CANCELLING, CANCELLED -> Style.YELLOW;
            case SUCCEEDED -> Style.GREEN;
            case FAILED -> Style.RED;
        };
    }
}
