package dev.builderos.cli.command;

import dev.builderos.cli.remote.PromptTransferred;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import java.util.List;
import java.util.function.Consumer;

/** Says to people what became of prompt versions that were to be brought elsewhere. */
final class PromptTransferReport {
    private final Consumer<Line> out;

    PromptTransferReport(Consumer<Line> out) {
        this.out = out;
    }

    void show(PromptTransferred one) {
        String prompt = one.name() + "@" + one.version();
        Line line = switch (one.outcome()) {
            case SENT, CONTINUED -> Line.of(Style.GREEN, "✓ ").add(prompt + "  " + one.outcome());
            case WOULD_SEND -> Line.of("  " + prompt + "  would be sent  " + one.bytes() + " bytes");
            case CONFLICT, REFUSED -> Line.of(Style.RED, "✗ ").add(prompt + "  " + one.outcome());
            case THERE, OPEN, DELETED -> Line.of(Style.DIM, "  " + prompt + "  " + one.outcome());
        };
        String detail = one.detail();
        out.accept(detail == null ? line : line.add(Style.DIM, "  " + detail));
        String there = one.there();
        if (there != null && !there.equals(one.digest())) {
            out.accept(Line.of("    there  " + there));
            out.accept(Line.of("    sent   " + one.digest()));
        }
    }

    void total(List<PromptTransferred> done) {
        if (done.isEmpty()) {
            out.accept(Line.of("there are no prompts to bring"));
            return;
        }
        long sent = done.stream().filter(one -> one.outcome().brought()).count();
        long failed = done.stream().filter(one -> one.outcome().failed()).count();
        out.accept(Line.of(
                failed > 0 ? Style.RED : Style.DIM,
                done.size() + (done.size() == 1 ? " prompt version: " : " prompt versions: ") + sent + " sent, "
                        + failed + " in conflict or refused, " + (done.size() - sent - failed) + " left as they are"));
    }
}
