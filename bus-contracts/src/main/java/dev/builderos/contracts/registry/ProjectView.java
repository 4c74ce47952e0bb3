package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project as people see it.
 *
 * @param newestSnapshot the snapshot of its files that was sent last; null where none was
 */
public record ProjectView(
        ProjectId id,
        String root,
        Instant createdAt,
        @Nullable Digest newestSnapshot) {}
