package dev.builderos.gateway.api;

/** Body of {@code POST /v1/runs/{run}/replay}: there is nothing to choose. */
public record ReplayRun() {}
