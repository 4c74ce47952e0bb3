package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * How a run is carried out.
 *
 * @param sandbox {@code bubblewrap}, or {@code none} where the user asked for it
 * @param model {@code provider:name} that replaces the project's default model, or null
 * @param allowDirty whether uncommitted changes in the repository are left aside instead of refused
 * @param rerunOf the run it does again, or null; only the server says it
 */
public record RunOptions(
        String sandbox,
        @Nullable String model,
        boolean allowDirty,
        @Nullable String rerunOf) {
    /** As a client says it. */
    public RunOptions(String sandbox, @Nullable String model, boolean allowDirty) {
        this(sandbox, model, allowDirty, null);
    }
}
