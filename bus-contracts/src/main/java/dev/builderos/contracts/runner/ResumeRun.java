package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Lets a paused run go on, or takes one up again that is over. A run that goes on already stays as it is.
 *
 * @param changes only for a run that is over
 */
public record ResumeRun(
        Requester requester,
        RunId runId,
        ResumeChanges changes,
        @Nullable String reason) {}
