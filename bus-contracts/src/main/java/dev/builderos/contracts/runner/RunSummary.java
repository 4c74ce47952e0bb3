package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.remote.Brought;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param forkOf the run it takes over the beginning of, or null
 * @param replayOf the run it replays, or null; a replay does nothing outside its own workspace
 * @param brought who brought it from where, or null for a run of this server
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
        @Nullable RunId replayOf,
        @Nullable Brought brought) {
    /** The same, of a run that was brought from elsewhere. */
    public RunSummary brought(@Nullable Brought how) {
        return new RunSummary(
                id, project, pipeline, state, requestedBy, admittedAt, endedAt, facts, forkOf, replayOf, how);
    }
}
