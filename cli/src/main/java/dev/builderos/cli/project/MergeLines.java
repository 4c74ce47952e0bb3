package dev.builderos.cli.project;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.receipts.Verification;
import java.util.ArrayList;
import java.util.List;

/** A check before a merge as lines. */
public final class MergeLines {
    private MergeLines() {}

    public static List<Line> of(Verification verification) {
        List<Line> lines = new ArrayList<>(ProofLines.checks(verification));
        lines.add(
                verification.passed()
                        ? Line.of(Style.GREEN, "✓ nothing an agent made lacks a receipt")
                        : Line.of(Style.RED, "✗ refused: an agent's commit without a proven receipt")
                                .add(Style.DIM, "  receipts of pull requests:  git fetch origin")
                                .add(Style.DIM, " 'refs/builderos/pulls/*:refs/builderos/pulls/*'"));
        return lines;
    }
}
