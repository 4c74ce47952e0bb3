package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * How a run is carried out.
 *
 * @param sandbox {@code bubblewrap}, or {@code none} where the user asked for it; on record {@code jobs} where the runner was set up to
 *     confine commands so
 * @param model {@code provider:name} that replaces the project's default model, or null
 * @param allowDirty whether uncommitted changes in the repository are left aside instead of refused
 * @param rerunOf the run it does again, or null
 * @param cache false when no step takes over work from the cache; null or true otherwise
 * @param forkOf the run it takes over the beginning of, or null
 * @param replayOf the run it replays, or null
 */
public record RunOptions(
        String sandbox,
        @Nullable String model,
        boolean allowDirty,
        @Nullable RunId rerunOf,
        @Nullable Boolean cache,
        @Nullable RunId forkOf,
        @Nullable RunId replayOf) {
    /** Of a run that does no other again. */
    public RunOptions(String sandbox, @Nullable String model, boolean allowDirty) {
        this(sandbox, model, allowDirty, null, null, null, null);
    }

    /** The same with another model. */
    public RunOptions with(@Nullable String another) {
        return new RunOptions(sandbox, another, allowDirty, rerunOf, cache, forkOf, replayOf);
    }

    /** The same in another sandbox. */
    public RunOptions in(String another) {
        return new RunOptions(another, model, allowDirty, rerunOf, cache, forkOf, replayOf);
    }

    /** Whether steps may take over work from the cache. */
    public boolean usesCache() {
        return !Boolean.FALSE.equals(cache);
    }
}
