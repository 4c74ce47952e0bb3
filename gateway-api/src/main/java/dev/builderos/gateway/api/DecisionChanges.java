package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one policy differs from another on effects that happened or were refused.
 *
 * @param compared how many decisions were compared
 * @param same how many have the same verdict
 * @param unknown how many could not be compared, as their effect was not recorded
 * @param complete whether all were looked at
 * @param changes the rest, alike ones together, the most frequent first
 */
public record DecisionChanges(long compared, long same, long unknown, boolean complete, List<Change> changes) {
    public DecisionChanges {
        changes = List.copyOf(changes);
    }

    /**
     * Decisions that change alike.
     *
     * @param count how many
     * @param run one of them, with its step and its call
     */
    public record Change(
            String agent,
            String tool,
            @Nullable String environment,
            Verdict before,
            String ruleBefore,
            Verdict after,
            String ruleAfter,
            String sentence,
            long count,
            String run,
            String step,
            String call) {}
}
