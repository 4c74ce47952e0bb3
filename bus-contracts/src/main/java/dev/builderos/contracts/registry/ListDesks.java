package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;

/** Which desks can be applied? */
public record ListDesks(Requester requester) {}
