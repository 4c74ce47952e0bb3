package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A content that the journal of a run names.
 *
 * @param fact the first fact that names it
 * @param bytes its size; null when the server does not have it any more
 */
public record NamedContent(
        String digest, long fact, @Nullable Long bytes) {}
