package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param forkOf the run it takes over the beginning of, or null
 * @param replayOf the run it replays, or null; a replay does nothing outside its own workspace
 */
public record RunSummary(
        RunId id,
        ProjectId project,
        String pipeline,
        RunState state,
        String requestedBy,
        Instant admittedAt,
        @Nullable Instant endedAt,
        long facts,
        @Nullable RunId forkOf,
        @Nullable RunId replayOf) {}
