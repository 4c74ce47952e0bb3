package dev.builderos.gateway.usecase;

import java.util.List;

/**
 * What a live stream sends.
 *
 * @param <T> its items
 */
public sealed interface Sent<T> {
    /**
     * Items in order, at least one.
     *
     * @param of what they belong to, e.g. a step; empty in a stream of one kind
     */
    record Items<T>(String of, List<T> values) implements Sent<T> {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Items that nobody has any more. */
    record Missing<T>(String of, long from, long to) implements Sent<T> {}

    /** Nothing to say; the connection lives. */
    record Heartbeat<T>() implements Sent<T> {}

    /** The last thing sent. */
    record Ended<T>() implements Sent<T> {}
}
