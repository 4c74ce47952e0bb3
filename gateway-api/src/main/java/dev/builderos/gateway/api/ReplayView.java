package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What came of a replay.
 *
 * @param of the run that is replayed
 * @param divergence where it first came out otherwise; present exactly when the outcome says so
 */
public record ReplayView(
        String of, Outcome outcome, @Nullable ReplayDivergence divergence) {
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
}
