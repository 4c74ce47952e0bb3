package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person's answer.
 *
 * @param effectDigest the digest of the effect the person saw; another one is refused
 * @param method how it was given, e.g. {@code cli}, {@code cli --yes}, {@code console}
 * @param reason why; on a denial it goes back to the agent as its instruction
 * @param edited the arguments to use instead; present exactly when the answer is an edit
 */
public record AnswerApproval(
        Requester by,
        ApprovalId approvalId,
        Digest effectDigest,
        Answer answer,
        String method,
        @Nullable String reason,
        @Nullable Map<String, Object> edited) {}
