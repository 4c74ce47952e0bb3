package dev.builderos.contracts.parked;

import org.jspecify.annotations.Nullable;

/**
 * What came of it.
 *
 * @param taken whether it has taken effect, and is parked no more
 * @param reason why it could not take effect this time either; null where it has
 */
public record ParkedRetried(boolean taken, @Nullable String reason) {}
