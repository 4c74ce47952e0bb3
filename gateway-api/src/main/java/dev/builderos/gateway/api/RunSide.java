package dev.builderos.gateway.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of two runs that are compared.
 *
 * @param took from its admission to its end; null while it is not over
 */
public record RunSide(
        String id,
        String pipeline,
        String version,
        RunState state,
        @Nullable Duration took,
        long inputTokens,
        long outputTokens) {}
