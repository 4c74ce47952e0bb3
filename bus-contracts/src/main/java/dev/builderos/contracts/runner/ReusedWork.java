package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;

/**
 * Work that a step took over instead of doing it.
 *
 * @param from the run that did it
 */
public record ReusedWork(RunId from, Why why) {
    /** Why it was taken over. */
    public enum Why {
        CACHE,
        RESUME,
        FORK
    }
}
