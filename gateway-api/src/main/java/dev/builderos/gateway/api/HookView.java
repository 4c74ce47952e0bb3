package dev.builderos.gateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of webhooks, without its secrets.
 *
 * @param id stands in its URL, {@code /v1/hooks/ID}
 * @param rotatedAt when it got its present secret; null while it has its first
 * @param oldSecretUntil until when the secret before is taken too; null when none is
 */
public record HookView(
        String id,
        String project,
        HookProvider provider,
        String createdBy,
        Instant createdAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant oldSecretUntil) {}
