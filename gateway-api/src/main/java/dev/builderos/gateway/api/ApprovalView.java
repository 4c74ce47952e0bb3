package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for approval as people see it, with the answers so far in the order they came.
 *
 * @param origin what led to the effect, as the runner says; null where it does not know
 * @param asked the arguments as the step gave them, which a person may edit; null where there is nothing to edit
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
        @Nullable EffectOrigin origin,
        @Nullable Map<String, Object> asked) {
    public ApprovalView {
        answers = List.copyOf(answers);
    }

    /**
     * One person's answer.
     *
     * @param edited the arguments to use instead; null unless the answer is an edit
     */
    public record Given(
            String by,
            Answer answer,
            String method,
            @Nullable String reason,
            Instant at,
            @Nullable Map<String, Object> edited) {
        /** Of an answer that is no edit. */
        public Given(String by, Answer answer, String method, @Nullable String reason, Instant at) {
            this(by, answer, method, reason, at, null);
        }
    }
}
