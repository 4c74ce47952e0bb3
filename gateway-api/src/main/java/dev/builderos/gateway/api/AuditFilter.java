package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit log are meant: those that fit all that is said here; null says nothing.
 *
 * @param by what this person or service did, e.g. {@code local:owner}
 * @param kind {@code decision} or {@code approval}
 * @param since not older
 * @param until older
 */
public record AuditFilter(
        @Nullable String run,
        @Nullable String approval,
        @Nullable String by,
        @Nullable String kind,
        @Nullable Instant since,
        @Nullable Instant until) {}
