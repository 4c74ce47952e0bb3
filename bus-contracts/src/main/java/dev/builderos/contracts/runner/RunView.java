package dev.builderos.contracts.runner;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in full.
 *
 * @param message why it failed, or what it is queued for; null otherwise
 * @param branch the branch its work is on
 * @param pendingApprovals what it waits for
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
        Digest planDigest,
        Digest policyDigest,
        List<StepView> steps,
        List<ApprovalId> pendingApprovals,
        long inputTokens,
        long outputTokens,
        @Nullable Digest receipt,
        @Nullable ReplayView replay,
        @Nullable String cost,
        @Nullable Long unpricedTokens) {
    public RunView {
        inputs = Map.copyOf(inputs);
        steps = List.copyOf(steps);
        pendingApprovals = List.copyOf(pendingApprovals);
    }

    /** The same with another summary. */
    public RunView with(RunSummary other) {
        return new RunView(
                other,
                inputs,
                message,
                branch,
                baseCommit,
                headCommit,
                options,
                planDigest,
                policyDigest,
                steps,
                pendingApprovals,
                inputTokens,
                outputTokens,
                receipt,
                replay,
                cost,
                unpricedTokens);
    }
}
