package dev.builderos.contracts.effect;

import dev.builderos.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A verdict with its reason.
 *
 * @param ruleId the rule that decided, or a built-in one ({@code default-deny}, {@code agent-grant}, {@code protected-path})
 * @param policyDigest the policy that was asked
 * @param effectDigest the effect that was judged
 * @param sentence why, for a person
 * @param requirement who has to approve; present exactly when the verdict is {@link Verdict#ASK}
 * @param taint what nobody vouches for comes into the run with this effect, e.g. {@code web example.com}; null when nothing does
 */
public record Decision(
        Verdict verdict,
        String ruleId,
        Digest policyDigest,
        Digest effectDigest,
        String sentence,
        @Nullable ApprovalRequirement requirement,
        @Nullable String taint) {
    public Decision {
        if ((verdict == Verdict.ASK) != (requirement != null)) {
            throw new IllegalArgumentException("an ask, and only an ask, names who has to approve");
        }
    }

    /** Of an effect that brings nothing into the run. */
    public Decision(
            Verdict verdict,
            String ruleId,
            Digest policyDigest,
            Digest effectDigest,
            String sentence,
            @Nullable ApprovalRequirement requirement) {
        this(verdict, ruleId, policyDigest, effectDigest, sentence, requirement, null);
    }
}
