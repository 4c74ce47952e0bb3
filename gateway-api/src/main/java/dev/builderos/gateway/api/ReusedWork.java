package dev.builderos.gateway.api;

/**
 * Work that a step took over instead of doing it.
 *
 * @param from the run that did it
 */
public record ReusedWork(String from, Why why) {
    /** Why it was taken over. */
    public enum Why {
        CACHE,
        RESUME,
        FORK
    }
}
