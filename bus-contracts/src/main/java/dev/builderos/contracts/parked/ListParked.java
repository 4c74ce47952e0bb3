package dev.builderos.contracts.parked;

import dev.builderos.contracts.Requester;

/**
 * Which messages has the service parked? Newest first.
 *
 * @param limit 1 to 200
 */
public record ListParked(Requester requester, int limit) {}
