package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/** Asks a run to stop: its steps are killed, its approvals withdrawn. A finished run stays as it is. */
public record CancelRun(
        Requester requester, RunId runId, @Nullable String reason) {}
