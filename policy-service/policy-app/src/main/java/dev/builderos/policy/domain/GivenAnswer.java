package dev.builderos.policy.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One person's answer to a request for approval.
 *
 * @param method how it was given, e.g. {@code cli}
 * @param edited the arguments to use instead; null unless that is the answer
 */
public record GivenAnswer(
        String by,
        boolean approves,
        String method,
        @Nullable String reason,
        Instant at,
        @Nullable Map<String, Object> edited) {
    /** What the person said. */
    public enum Kind {
        APPROVE,
        DENY,
        EDIT
    }

    public Kind kind() {
        return approves ? Kind.APPROVE : edited == null ? Kind.DENY : Kind.EDIT;
    }
}
