package dev.builderos.contracts.team;

import dev.builderos.contracts.Requester;

/** Ends a token now. */
public record RevokeToken(Requester requester, String token) {}
