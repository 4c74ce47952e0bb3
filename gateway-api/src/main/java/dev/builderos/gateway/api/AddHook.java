package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/hooks}.
 *
 * @param secret what the provider signs with, where it makes its secrets itself; null to have one made
 */
public record AddHook(
        String project, HookProvider provider, @Nullable String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "AddHook[" + project + ", " + provider + "]";
    }
}
