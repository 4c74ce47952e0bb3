package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.EffectCard;
import dev.builderos.gateway.api.EffectOrigin;
import dev.builderos.gateway.api.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An approval as a person has to see it before answering. What the server computed from the effect and what the agent says are
 * told apart.
 */
public record Card(ApprovalView approval) {
    private static final String EDGE = "│ ";
    private static final String INDENT = " ".repeat(8);
    private static final int DIFF_LINES = 20;

    public List<Line> lines() {
        EffectCard card = approval.card();
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(Style.YELLOW, "┌ ")
                .add(Style.ALERT, "approval needed: ")
                .add(Style.BOLD, card.title()));
        field(lines, "step", approval.stepId() + ", run " + Names.id(approval.runId()));
        field(
                lines,
                "asks",
                approval.effect().tool() + " by " + approval.effect().agent() + environment());
        lines.add(edge().add(Style.DIM, "risk    ")
                .add(riskStyle(card.risk().level()), card.risk().level().toString()));
        card.risk().factors().forEach(factor -> lines.add(edge().add(INDENT + "- " + factor)));
        lines.add(edge().add(Style.DIM, "exactly"));
        block(lines, card.exact());
        diff(lines, card.diff());
        field(lines, "touches", card.blastRadius());
        field(lines, "undo", card.undo());
        String reason = card.untrustedReason();
        if (reason != null && !reason.isBlank()) {
            lines.add(edge().add(Style.DIM, "the agent's own words, not checked:"));
            block(lines, reason);
        }
        EffectOrigin origin = approval.origin();
        if (origin != null && !origin.prompts().isEmpty()) {
            field(
                    lines,
                    "prompts",
                    origin.prompts().stream()
                            .map(prompt -> prompt.name() + "@" + prompt.version())
                            .collect(Collectors.joining(", ")));
        }
        field(lines, "needs", requirement());
        field(lines, "digest", approval.effectDigest());
        lines.add(Line.of(Style.YELLOW, "└ ").add(Style.DIM, "approval " + approval.id()));
        return lines;
    }

    /** The same for a terminal: what is too long goes on within the card's edge. */
    public List<Line> lines(int columns) {
        return lines().stream()
                .flatMap(line -> line.wrapped(columns, () -> edge().add(INDENT)).stream())
                .toList();
    }

    /** The whole diff. */
    public List<Line> diff() {
        String diff = approval.card().diff();
        return diff == null
                ? List.of(Line.of(Style.DIM, "this effect has no diff"))
                : diff.lines().map(Card::diffLine).toList();
    }

    /** A line of a unified diff in its colour. */
    public static Line diffLine(String text) {
        Style style = switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '+' -> text.startsWith("+++") ? Style.BOLD : Style.GREEN;
            case '-' -> text.startsWith("---") ? Style.BOLD : Style.RED;
            case '@' -> Style.CYAN;
            default -> text.startsWith("diff ") ? Style.BOLD : Style.PLAIN;
        };
        return Line.of(style, text);
    }

    private static void diff(List<Line> lines, @Nullable String diff) {
        if (diff == null || diff.isBlank()) {
            return;
        }
        List<String> all = diff.lines().toList();
        lines.add(edge().add(Style.DIM, "changes"));
        for (String text : all.subList(0, Math.min(DIFF_LINES, all.size()))) {
            lines.add(indented(diffLine(text)));
        }
        if (all.size() > DIFF_LINES) {
            lines.add(edge().add(Style.DIM, INDENT + "… " + (all.size() - DIFF_LINES) + " more lines"));
        }
    }

    private static Line indented(Line line) {
        return line.behind(edge().add(INDENT));
    }

    private static void block(List<Line> lines, String text) {
        text.lines().forEach(part -> lines.add(edge().add(INDENT + part)));
    }

    private static void field(List<Line> lines, String name, String value) {
        lines.add(edge().add(Style.DIM, name + " ".repeat(8 - name.length())).add(value));
    }

    private static Line edge() {
        return Line.of(Style.YELLOW, EDGE);
    }

    private String environment() {
        String environment = approval.effect().environment();
        return environment == null ? "" : " in " + environment;
    }

    private String requirement() {
        int approvals = approval.requirement().approvals();
        long given = approval.answers().size();
        String people = approvals == 1 ? "1 person" : approvals + " people";
        String from = approval.requirement().from().isEmpty()
                ? ""
                : " of " + String.join(", ", approval.requirement().from());
        String not = approval.requirement().not().isEmpty()
                ? ""
                : ", not " + String.join(", ", approval.requirement().not());
        return people + from + not + (given == 0 ? "" : "; " + given + " answered");
    }

    private static Style riskStyle(Risk.Level level) {
        return switch (level) {
            case LOW -> Style.GREEN;
            case MEDIUM -> Style.YELLOW;
            case HIGH -> Style.RED;
        };
    }
}
