package dev.builderos.gateway.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/approvals/{id}/answers}.
 *
 * @param effectDigest the digest of the effect the person saw; another one is refused with 409
 * @param method how it was given, e.g. {@code cli}, {@code cli --yes}, {@code console}
 * @param reason why; on a denial it goes back to the agent as its instruction
 * @param edited the arguments to use instead; present exactly when the answer is an edit
 */
public record AnswerApproval(
        Answer answer,
        String effectDigest,
        String method,
        @Nullable String reason,
        @Nullable Map<String, Object> edited) {}
