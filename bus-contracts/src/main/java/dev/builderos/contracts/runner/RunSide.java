package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of two runs that are compared.
 *
 * @param took from its admission to its end; null while it is not over
 * @param cost what its models were paid, such as {@code 0.0081 USD}; null when none had a price
 * @param unpricedTokens tokens of models that are paid nobody knows how much: the cost is at least that; null when there are none
 */
public record RunSide(
        RunId id,
        String pipeline,
        String version,
        RunState state,
        @Nullable Duration took,
        long inputTokens,
        long outputTokens,
        @Nullable String cost,
        @Nullable Long unpricedTokens) {}
