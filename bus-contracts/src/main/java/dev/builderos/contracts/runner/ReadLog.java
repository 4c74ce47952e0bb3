package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;

/**
 * Which lines follow this one?
 *
 * @param after the last line number the caller has, 0 for none
 * @param limit 1 to 5000; long lines make a page shorter
 */
public record ReadLog(Requester requester, RunId runId, StepId stepId, long after, int limit) {}
