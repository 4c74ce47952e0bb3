package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * What did an endpoint receive?
 *
 * @param before only those before the delivery of this id; null for the newest
 * @param limit at most so many
 */
public record ListDeliveries(
        Requester requester, String hook, @Nullable String before, int limit) {}
