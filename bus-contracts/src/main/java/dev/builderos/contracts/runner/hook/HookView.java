package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as people see it: without its secrets.
 *
 * @param id stands in its URL, {@code /v1/hooks/ID}
 * @param rotatedAt when it got its present secret; null while it has its first
 * @param oldSecretUntil until when the secret before is taken too; null when none is
 */
public record HookView(
        String id,
        ProjectId project,
        HookProvider provider,
        String createdBy,
        Instant createdAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant oldSecretUntil) {}
