package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a run that was deleted. A copy of its journal or receipt can be compared with it.
 *
 * @param project as its row said, which was nonsense if the run was set aside for that; so with {@code state}
 * @param facts how many its journal had
 * @param head the hash of the last of them
 * @param receipt digest of its receipt; null when it had none
 * @param reason {@code retention} when nobody asked for it
 */
public record DeletedRun(
        String id,
        String project,
        String pipeline,
        String state,
        String requestedBy,
        Instant admittedAt,
        @Nullable Instant endedAt,
        long facts,
        String head,
        @Nullable String receipt,
        String deletedBy,
        Instant deletedAt,
        String reason) {}
