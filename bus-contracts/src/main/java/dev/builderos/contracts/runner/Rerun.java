package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new run of what a run did: the same project, pipeline, inputs and options, but for what is said here. Refused and
 * answered as {@link StartRun} is.
 *
 * @param runId the run to do again
 * @param inputs values that take the place of those it had
 * @param model {@code provider:name} instead of its model; null for the same
 * @param snapshot files instead of its own; null for the same
 * @param allowDirty whether uncommitted changes are left aside now; null for as it was then
 * @param idempotencyKey as in {@link StartRun}
 */
public record Rerun(
        Requester requester,
        RunId runId,
        Map<String, Object> inputs,
        @Nullable String model,
        @Nullable Digest snapshot,
        @Nullable Boolean allowDirty,
        @Nullable String idempotencyKey) {
    public Rerun {
        inputs = Map.copyOf(inputs);
    }
}
