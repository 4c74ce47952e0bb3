package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;

/**
 * Entries of the audit log as they were hashed, oldest first.
 *
 * @param after the last entry the caller has, 0 for none
 * @param limit 1 to 1000
 */
public record ReadAudit(Requester requester, long after, int limit) {}
