package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for approval as people see it, with the answers so far in the order they came.
 *
 * @param origin what led to the effect, as the runner says; null where it does not know
 */
public record ApprovalView(
        String id,
        String org,
        String project,
        String runId,
        String stepId,
        ApprovalState state,
        Effect effect,
        String effectDigest,
        String policyDigest,
        ApprovalRequirement requirement,
        EffectCard card,
        String requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        List<Given> answers,
        @Nullable EffectOrigin origin) {
    public ApprovalView {
        answers = List.copyOf(answers);
    }

    /** One person's answer. */
    public record Given(
            String by,
            Answer answer,
            String method,
            @Nullable String reason,
            Instant at) {}
}
