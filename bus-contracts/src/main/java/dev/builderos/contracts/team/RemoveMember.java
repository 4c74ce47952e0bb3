package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;

/** Takes a member out of the org, with all their tokens. */
public record RemoveMember(Requester requester, String member) {}
