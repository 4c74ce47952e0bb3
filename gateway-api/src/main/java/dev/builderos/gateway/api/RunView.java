package dev.builderos.gateway.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in full.
 *
 * @param message why it failed, or what it is queued for; null otherwise
 * @param branch the branch its work is on
 * @param pendingApprovals ids of what it waits for
 * @param receipt digest of its receipt once issued
 * @param replay what came of it; null unless it is a replay
 * @param cost what models were paid, such as {@code 0.0081 USD}, with {@code +} between several currencies; null when none had a price
 * @param unpricedTokens tokens of models that are paid nobody knows how much: the cost is at least that; null when there are none
 */
public record RunView(
        RunSummary summary,
        Map<String, Object> inputs,
        @Nullable String message,
        @Nullable String branch,
        @Nullable String baseCommit,
        @Nullable String headCommit,
        RunOptions options,
        String planDigest,
        String policyDigest,
        List<StepView> steps,
        List<String> pendingApprovals,
        long inputTokens,
        long outputTokens,
        @Nullable String receipt,
        @Nullable ReplayView replay,
        @Nullable String cost,
        @Nullable Long unpricedTokens) {
    public RunView {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        steps = List.copyOf(steps);
        pendingApprovals = List.copyOf(pendingApprovals);
    }
}
