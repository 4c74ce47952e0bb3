package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are there? Newest first.
 *
 * @param before only runs older than this one (the cursor of the page before), or null for the first page
 * @param limit 1 to 200
 */
public record ListRuns(
        Requester requester,
        @Nullable ProjectId project,
        @Nullable RunState state,
        @Nullable RunId before,
        int limit) {}
