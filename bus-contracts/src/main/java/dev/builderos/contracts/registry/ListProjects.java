package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;

/** Which projects does the org have? */
public record ListProjects(Requester requester) {}
