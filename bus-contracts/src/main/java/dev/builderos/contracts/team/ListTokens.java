package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;

/** Which tokens stand for who asks; for all members, where an owner or admin asks. */
public record ListTokens(Requester requester) {}
