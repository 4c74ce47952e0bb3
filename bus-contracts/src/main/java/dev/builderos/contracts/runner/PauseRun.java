package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/** Asks a run to start nothing new; what its steps are at is finished. A run that is paused or over stays as it is. */
public record PauseRun(
        Requester requester, RunId runId, @Nullable String reason) {}
