package dev.builderos.contracts.parked;

import dev.builderos.contracts.Requester;

/**
 * Gives a parked message to who could not take it, once more and to nobody else.
 *
 * @param consumer as {@link ParkedMessage} names it
 * @param id the message's own
 */
public record RetryParked(Requester requester, String consumer, String id) {}
