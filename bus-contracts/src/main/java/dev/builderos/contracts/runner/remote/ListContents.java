package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Which contents does the journal of a run name?
 *
 * @param after only those whose digests are greater; null for the first page
 * @param limit at most so many, 1 to 2,000
 */
public record ListContents(
        Requester requester, RunId runId, @Nullable Digest after, int limit) {}
