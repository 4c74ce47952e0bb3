package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A verdict with its reason.
 *
 * @param ruleId the rule that decided, or a built-in one
 * @param requirement who has to approve; present exactly when the verdict is {@link Verdict#ASK}
 * @param taint what nobody vouches for comes into the run with the effect; null when nothing does
 */
public record Decision(
        Verdict verdict,
        String ruleId,
        String policyDigest,
        String effectDigest,
        String sentence,
        @Nullable ApprovalRequirement requirement,
        @Nullable String taint) {}
