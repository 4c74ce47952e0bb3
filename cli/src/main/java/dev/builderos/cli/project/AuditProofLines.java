package dev.builderos.cli.project;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.receipts.Verification;
import java.util.ArrayList;
import java.util.List;

/** A verification of an audit log as lines: each check, then the verdict and what to do about it. */
public final class AuditProofLines {
    private AuditProofLines() {}

    public static List<Line> of(Verification verification) {
        List<Line> lines = new ArrayList<>(ProofLines.checks(verification));
        lines.add(
                switch (verification.verdict()) {
                    case PROVEN -> Line.of(Style.GREEN, "✓ proven");
                    case SIGNER_UNKNOWN ->
                        Line.of(Style.YELLOW, "? nothing is wrong, but you do not know who signed it")
                                .add(Style.DIM, "  name a key you trust:  --key FILE");
                    case UNSIGNED ->
                        Line.of(Style.YELLOW, "? nothing is wrong, but nothing is signed yet")
                                .add(Style.DIM, "  a running server signs within a minute of the first entry");
                    case FAILED -> Line.of(Style.RED, "✗ the log was changed");
                });
        return lines;
    }
}
