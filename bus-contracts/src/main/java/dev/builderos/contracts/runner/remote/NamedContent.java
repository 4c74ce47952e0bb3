package dev.builderos.contracts.runner.remote;

import dev.builderos.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A content that a journal names.
 *
 * @param fact the first fact that names it
 * @param bytes its size; null when the server does not have it any more
 */
public record NamedContent(
        Digest digest, long fact, @Nullable Long bytes) {}
