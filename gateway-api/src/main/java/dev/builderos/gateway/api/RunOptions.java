package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * How a run is carried out.
 *
 * @param sandbox {@code bubblewrap}, or {@code none} where the user asked for it; {@code jobs} in answers where a runner confines commands so
 * @param model {@code provider:name} that replaces the project's default model, or null
 * @param allowDirty whether uncommitted changes in the repository are left aside instead of refused
 * @param rerunOf the run it does again, or null; only the server says it
 * @param cache false when no step takes over work from the cache; null or true otherwise
 * @param forkOf the run it takes over the beginning of, or null; only the server says it
 * @param replayOf the run it replays, or null; only the server says it
 */
public record RunOptions(
        String sandbox,
        @Nullable String model,
        boolean allowDirty,
        @Nullable String rerunOf,
        @Nullable Boolean cache,
        @Nullable String forkOf,
        @Nullable String replayOf) {
    /** As a client says it. */
    public RunOptions(String sandbox, @Nullable String model, boolean allowDirty) {
        this(sandbox, model, allowDirty, null);
    }

    /** As a client says it, who may not want the cache. */
    public RunOptions(String sandbox, @Nullable String model, boolean allowDirty, @Nullable Boolean cache) {
        this(sandbox, model, allowDirty, null, cache, null, null);
    }
}
