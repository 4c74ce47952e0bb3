package dev.builderos.cli.command;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ServerStatus.Check;
import java.util.ArrayList;
import java.util.List;

/** Checks as lines, each that failed with what to do about it. */
final class CheckList {
    private CheckList() {}

    static List<Line> lines(List<Check> checks) {
        int width =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        List<Line> lines = new ArrayList<>();
        for (Check check : checks) {
            lines.add(Line.of(check.ok() ? Style.GREEN : Style.RED, check.ok() ? "✓ " : "✗ ")
                    .add(check.name() + " ".repeat(width - check.name().length() + 2))
                    .add(Style.DIM, check.detail()));
            String fix = check.fix();
            if (!check.ok() && fix != null) {
                lines.add(Line.of("    " + fix));
            }
        }
        return lines;
    }
}
