package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * One thing that two runs have otherwise.
 *
 * @param field e.g. {@code state}, {@code input.task}, {@code artifact.plan.md}
 * @param was in the first run; null when it has none
 * @param is in the second one; null when it has none
 */
public record Difference(
        String field, @Nullable String was, @Nullable String is) {}
