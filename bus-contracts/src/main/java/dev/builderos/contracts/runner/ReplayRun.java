package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a replay: a run that does what another did with the answers and decisions that are on record, to see whether the same
 * comes of it. Nothing outside its own workspace is touched or asked. Answered as {@link StartRun} is.
 *
 * @param runId the run to replay; it must be over
 * @param idempotencyKey as in {@link StartRun}
 */
public record ReplayRun(
        Requester requester, RunId runId, @Nullable String idempotencyKey) {}
