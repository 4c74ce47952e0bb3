package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/runs/{run}/cancel}. */
public record CancelRun(@Nullable String reason) {}
