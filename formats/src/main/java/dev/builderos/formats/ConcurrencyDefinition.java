package dev.builderos.formats;

/**
 * The key {@code concurrency}: runs of one group do not run beside each other.
 *
 * @param group its name; it may refer to inputs and the project
 */
public record ConcurrencyDefinition(String group, OnConflict onConflict) {

    /** What happens to a run whose group is taken. */
    public enum OnConflict {
        /** It waits until the group is free. */
        QUEUE,
        /** The run that has the group is cancelled. */
        CANCEL_IN_PROGRESS
    }
}
