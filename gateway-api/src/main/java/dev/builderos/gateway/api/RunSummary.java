package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param facts how many facts its journal has
 */
public record RunSummary(
        String id,
        String project,
        String pipeline,
        RunState state,
        String requestedBy,
        Instant admittedAt,
        @Nullable Instant endedAt,
        long facts) {}
