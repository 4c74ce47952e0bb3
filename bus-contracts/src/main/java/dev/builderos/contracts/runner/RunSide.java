package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of two runs that are compared.
 *
 * @param took from its admission to its end; null while it is not over
 */
public record RunSide(
        RunId id,
        String pipeline,
        String version,
        RunState state,
        @Nullable Duration took,
        long inputTokens,
        long outputTokens) {}
