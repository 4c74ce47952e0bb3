package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay.
 *
 * @param of the run that is replayed
 * @param divergence where it first came out otherwise; present exactly when the outcome says so
 */
public record ReplayView(
        RunId of, Outcome outcome, @Nullable Divergence divergence) {
    /** How a replay stands. */
    public enum Outcome {
        /** It still goes on, and nothing was otherwise so far. */
        OPEN,
        /** Every step ended as it did then, with equal outputs, files and trees. */
        EQUAL,
        /** Something was otherwise. */
        DIVERGED,
        /** It ended before it could tell: it was cancelled, or what it needs was missing. */
        BROKEN
    }

    /**
     * One thing that was otherwise.
     *
     * @param field e.g. {@code output.count}, {@code artifact.plan.md}, {@code tree}, {@code turn 2 request.messages[3].text}
     * @param recorded as it was; null when there was none
     * @param replayed as it came out; null when there was none
     */
    public record Divergence(
            StepId step,
            int attempt,
            String field,
            @Nullable String recorded,
            @Nullable String replayed) {}
}
