package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;

/**
 * Which checkpoints of the audit log were signed? Oldest first.
 *
 * @param after the number of the last one the caller has, 0 for none
 * @param limit 1 to 1000
 */
public record ListCheckpoints(Requester requester, long after, int limit) {}
