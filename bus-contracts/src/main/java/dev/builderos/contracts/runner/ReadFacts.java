package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/**
 * Which facts follow this one?
 *
 * @param after the last sequence the caller has, 0 for none
 * @param limit 1 to 1000
 */
public record ReadFacts(Requester requester, RunId runId, long after, int limit) {}
