package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Gives an endpoint another secret; the one before is taken for 24 hours more, and none before that.
 *
 * @param secret the new secret, where the provider makes it; null to have one made
 */
public record RotateHook(
        Requester requester, String hook, @Nullable String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "RotateHook[" + hook + "]";
    }
}
