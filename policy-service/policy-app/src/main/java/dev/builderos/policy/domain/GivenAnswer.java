package dev.builderos.policy.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One person's answer to a request for approval.
 *
 * @param method how it was given, e.g. {@code cli}
 */
public record GivenAnswer(
        String by,
        boolean approves,
        String method,
        @Nullable String reason,
        Instant at) {}
