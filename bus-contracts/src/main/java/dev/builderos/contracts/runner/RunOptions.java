package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * How a run is carried out.
 *
 * @param sandbox {@code bubblewrap}, or {@code none} where the user asked for it
 * @param model {@code provider:name} that replaces the project's default model, or null
 * @param allowDirty whether uncommitted changes in the repository are left aside instead of refused
 * @param rerunOf the run it does again, or null
 */
public record RunOptions(
        String sandbox,
        @Nullable String model,
        boolean allowDirty,
        @Nullable RunId rerunOf) {
    /** Of a run that does no other again. */
    public RunOptions(String sandbox, @Nullable String model, boolean allowDirty) {
        this(sandbox, model, allowDirty, null);
    }

    /** The same with another model. */
    public RunOptions with(@Nullable String another) {
        return new RunOptions(sandbox, another, allowDirty, rerunOf);
    }
}
