package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are there? Newest first. A run is listed when it fits all that is said here.
 *
 * @param pipeline the name of its pipeline
 * @param requestedBy who asked for it, e.g. {@code local:owner}
 * @param states where it may stand; empty for anywhere
 * @param since admitted then or later
 * @param until admitted before
 * @param before only runs older than this one (the cursor of the page before), or null for the first page
 * @param limit 1 to 200
 * @param prompt the digest of a prompt version: only runs that were admitted with it
 */
public record ListRuns(
        Requester requester,
        @Nullable ProjectId project,
        @Nullable String pipeline,
        @Nullable String requestedBy,
        List<RunState> states,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable RunId before,
        int limit,
        @Nullable Digest prompt) {
    public ListRuns {
        states = List.copyOf(states);
    }
}
