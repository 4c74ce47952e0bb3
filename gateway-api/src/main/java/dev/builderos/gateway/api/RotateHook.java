package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/hooks/{hook}/rotate}.
 *
 * @param secret the new secret, where the provider makes it; null to have one made
 */
public record RotateHook(@Nullable String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "RotateHook";
    }
}
