package dev.builderos.cli.project;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.receipts.Check.Outcome;
import dev.builderos.receipts.Verification;
import java.util.ArrayList;
import java.util.List;

/** A verification as lines: each check, then the verdict and what to do about it. */
public final class ProofLines {
    private ProofLines() {}

    public static List<Line> of(Verification verification) {
        return of(
                verification,
                Line.of(Style.YELLOW, "? the chain is whole, but no receipt says that it is all of it")
                        .add(Style.DIM, "  name one:  --receipt FILE"),
                "not proven");
    }

    /**
     * The lines of some verification.
     *
     * @param unsigned what is said where nothing is wrong and nothing signed
     * @param failed the verdict where something is wrong
     */
    static List<Line> of(Verification verification, Line unsigned, String failed) {
        List<Line> lines = new ArrayList<>(checks(verification));
        lines.add(
                switch (verification.verdict()) {
                    case PROVEN -> Line.of(Style.GREEN, "✓ proven");
                    case SIGNER_UNKNOWN ->
                        Line.of(Style.YELLOW, "? nothing is wrong, but you do not know who signed it")
                                .add(Style.DIM, "  name a key you trust:  --key FILE");
                    case UNSIGNED -> unsigned;
                    case FAILED -> Line.of(Style.RED, "✗ " + failed);
                });
        return lines;
    }

    /** One line for each check. */
    static List<Line> checks(Verification verification) {
        List<Line> lines = new ArrayList<>();
        int width = verification.checks().stream()
                .mapToInt(check -> check.name().length())
                .max()
                .orElse(0);
        for (var check : verification.checks()) {
            lines.add(Line.of(style(check.outcome()), glyph(check.outcome()))
                    .add(check.name() + " ".repeat(width - check.name().length() + 2))
                    .add(check.outcome() == Outcome.FAILED ? Style.RED : Style.DIM, check.sentence()));
        }
        return lines;
    }

    private static String glyph(Outcome outcome) {
        return switch (outcome) {
            case PROVEN -> "✓ ";
            case FAILED -> "✗ ";
            case NOT_CHECKED -> "– ";
        };
    }

    private static Style style(Outcome outcome) {
        return switch (outcome) {
            case PROVEN -> Style.GREEN;
            case FAILED -> Style.RED;
            case NOT_CHECKED -> Style.DIM;
        };
    }
}
