package dev.builderos.formats;

import org.jspecify.annotations.Nullable;

/**
 * The key {@code foreach} of a step: the step is carried out once for each item of a list that is known when the run gets there.
 *
 * @param items an expression whose value is a JSON array: an output or an artifact of an earlier step, such as
 *     {@code ${plan.files}}, or an input
 * @param as what one of them is called in expressions; it is always called {@code ${item}} too
 * @param maxParallel how many at once; all of them when absent
 */
public record ForeachDefinition(
        String items, String as, @Nullable Integer maxParallel, Join join, boolean failFast) {}
