package dev.builderos.cli.project;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.receipts.Verification;
import java.util.List;

/** A verification of an audit log as lines: each check, then the verdict and what to do about it. */
public final class AuditProofLines {
    private AuditProofLines() {}

    public static List<Line> of(Verification verification) {
        return ProofLines.of(
                verification,
                Line.of(Style.YELLOW, "? nothing is wrong, but nothing is signed yet")
                        .add(Style.DIM, "  a running server signs within a minute of the first entry"),
                "the log was changed");
    }
}
