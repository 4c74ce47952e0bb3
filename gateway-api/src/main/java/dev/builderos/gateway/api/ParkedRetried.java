package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What came of a parked message that was tried again.
 *
 * @param taken whether it has taken effect, and is parked no more
 * @param reason why it could not take effect this time either; null where it has
 */
public record ParkedRetried(boolean taken, @Nullable String reason) {}
