package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Data of a {@code gap} event: what a slow reader was not sent. It can be read from the page of facts or lines.
 *
 * @param step the step whose lines are missing; null in a stream of one kind of item
 * @param from the first missing number
 * @param to the last missing number
 */
public record Gap(@Nullable String step, long from, long to) {}
