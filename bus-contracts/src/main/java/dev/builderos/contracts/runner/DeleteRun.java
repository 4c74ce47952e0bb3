package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a run that is over: its journal, receipt, logs, and the content nobody else names. Its branch stays, and so does what
 * is answered here.
 */
public record DeleteRun(
        Requester requester, RunId runId, @Nullable String reason) {}
