package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project as people see it.
 *
 * @param newestSnapshot the digest of its files as they were sent last; null where none were
 */
public record ProjectView(
        String id, String root, Instant createdAt, @Nullable String newestSnapshot) {}
