package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;

/** Who belongs to the org? */
public record ListMembers(Requester requester) {}
