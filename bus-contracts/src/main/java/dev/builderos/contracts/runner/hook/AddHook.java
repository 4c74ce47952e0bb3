package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Makes an endpoint.
 *
 * @param secret what the provider signs with, where it makes its secrets itself; null to have one made
 */
public record AddHook(
        Requester requester,
        ProjectId project,
        HookProvider provider,
        @Nullable String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "AddHook[" + project + ", " + provider + "]";
    }
}
