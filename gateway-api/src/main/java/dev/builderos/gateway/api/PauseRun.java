package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/runs/{run}/pause}. */
public record PauseRun(@Nullable String reason) {}
