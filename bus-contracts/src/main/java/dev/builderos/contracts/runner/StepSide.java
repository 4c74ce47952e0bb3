package dev.builderos.contracts.runner;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step in one of two runs that are compared.
 *
 * @param took from its first attempt to its end; null while it is not over, or never started
 */
public record StepSide(
        StepState state, int attempts, @Nullable Duration took, long inputTokens, long outputTokens) {}
