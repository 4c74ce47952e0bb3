package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run as a list shows it. */
public record RunSummary(
        RunId id,
        ProjectId project,
        String pipeline,
        RunState state,
        String requestedBy,
        Instant admittedAt,
        @Nullable Instant endedAt,
        long facts) {}
