package dev.builderos.gateway.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step in one of two runs that are compared.
 *
 * @param took from its first attempt to its end; null while it is not over, or never started
 * @param cost what its models were paid, such as {@code 0.0081 USD}; null when none had a price
 * @param unpricedTokens tokens of models that are paid nobody knows how much: the cost is at least that; null when there are none
 */
public record StepSide(
        StepState state,
        int attempts,
        @Nullable Duration took,
        long inputTokens,
        long outputTokens,
        @Nullable String cost,
        @Nullable Long unpricedTokens) {}
