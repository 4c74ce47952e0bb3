package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Console;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.cli.terminal.TerminalSize;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.StepLogLine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened scrolls above a timeline that is painted over in place. While a question is open nothing is painted, so that the
 * answer being typed stays whole; what happens meanwhile is shown afterwards.
 */
final class TerminalView implements LiveView {
    private static final int MAX_HELD = 1000;

    private final Console console;
    private final TerminalSize size;
    private final String run;
    private final Timeline timeline;
    private final InstantSource clock;
    private final Scroll scroll = new Scroll();
    private final List<Line> held = new ArrayList<>();
    private int dropped;
    private boolean asking;
    private int painted;

    TerminalView(Console console, TerminalSize size, String run, Timeline timeline, InstantSource clock) {
        this.console = console;
        this.size = size;
        this.run = run;
        this.timeline = timeline;
        this.clock = clock;
    }

    @Override
    public void fact(FactRecord fact) {
        show(scroll.tell(fact));
    }

    @Override
    public void log(StepLogLine line) {
        show(scroll.tell(line));
    }

    @Override
    public void say(Line line) {
        show(List.of(line));
    }

    @Override
    public void card(Card card) {
        show(card.lines(size.columns()));
    }

    @Override
    public void ask(Line question) {
        StringBuilder frame = new StringBuilder();
        erase(frame);
        console.out().print(frame.append(render(question)).append(' '));
        console.out().flush();
        asking = true;
    }

    @Override
    public void answered() {
        asking = false;
        List<Line> lines = new ArrayList<>(held);
        if (dropped > 0) {
            lines.add(Line.of(
                    Style.DIM,
                    "… " + dropped + " lines came meanwhile; builderos logs " + Names.id(run) + " has them"));
        }
        held.clear();
        dropped = 0;
        paint(lines);
    }

    @Override
    public void tick() {
        if (!asking) {
            paint(List.of());
        }
    }

    /** Leaves the last timeline on the screen. */
    @Override
    public void close() {
        if (asking) {
            console.out().println();
            answered();
        } else {
            tick();
        }
    }

    private void show(List<Line> lines) {
        if (!asking) {
            paint(lines);
        } else if (held.size() + lines.size() <= MAX_HELD) {
            held.addAll(lines);
        } else {
            dropped += lines.size();
        }
    }

    private void paint(List<Line> lines) {
        StringBuilder frame = new StringBuilder();
        erase(frame);
        for (Line line : lines) {
            frame.append(render(line)).append('\n');
        }
        List<Line> rows = TimelineRows.draw(run, timeline, clock.instant(), Math.max(2, size.rows() - 1));
        for (Line row : rows) {
            frame.append(console.styled() ? row.ansi(size.columns()) : row.cut(size.columns()))
                    .append('\n');
        }
        painted = rows.size();
        console.out().print(frame);
        console.out().flush();
    }

    private void erase(StringBuilder frame) {
        if (painted > 0) {
            frame.append("\r\u001b[").append(painted).append("A\u001b[J");
            painted = 0;
        }
    }

    private String render(Line line) {
        return console.styled() ? line.ansi() : line.plain();
    }
}
