package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param facts how many facts its journal has
 * @param forkOf the run it takes over the beginning of, or null
 * @param replayOf the run it replays, or null; a replay does nothing outside its own workspace
 * @param brought who brought it from where, or null for a run of this server
 */
public record RunSummary(
        String id,
        String project,
        String pipeline,
        RunState state,
        String requestedBy,
        Instant admittedAt,
        @Nullable Instant endedAt,
        long facts,
        @Nullable String forkOf,
        @Nullable String replayOf,
        @Nullable Brought brought) {}
