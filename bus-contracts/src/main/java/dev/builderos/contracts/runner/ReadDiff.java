package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import org.jspecify.annotations.Nullable;

/**
 * What did this run change, from its base commit to its head?
 *
 * @param step only what this one did, from what it found to what it left; null for the whole run
 */
public record ReadDiff(
        Requester requester, RunId runId, @Nullable StepId step) {}
