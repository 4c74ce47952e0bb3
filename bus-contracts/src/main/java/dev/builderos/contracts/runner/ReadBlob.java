package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;

/**
 * What is in this piece of a stored content?
 *
 * @param runId the run it belongs to; content of other runs is not found
 * @param offset first byte
 * @param limit at most this many bytes, 1 to 1,048,576
 */
public record ReadBlob(Requester requester, RunId runId, Digest digest, long offset, int limit) {}
