package dev.builderos.gateway.usecase;

/**
 * What a live stream sends.
 *
 * @param <T> its items
 */
public sealed interface Sent<T> {
    /**
     * An item.
     *
     * @param of what it belongs to, e.g. a step; empty in a stream of one kind
     */
    record Item<T>(String of, T value) implements Sent<T> {}

    /** Items that nobody has any more. */
    record Missing<T>(String of, long from, long to) implements Sent<T> {}

    /** Nothing to say; the connection lives. */
    record Heartbeat<T>() implements Sent<T> {}

    /** The last thing sent. */
    record Ended<T>() implements Sent<T> {}
}
