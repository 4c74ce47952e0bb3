package dev.builderos.gateway.api;

import java.time.Duration;

/**
 * What a live stream says.
 *
 * @param <T> its items
 */
public sealed interface StreamEvent<T> {

    /** The next item. Items come in order and each once, also over reconnects. */
    record Item<T>(T value) implements StreamEvent<T> {}

    /** Items the server dropped because this reader was slow. */
    record Missed<T>(Gap gap) implements StreamEvent<T> {}

    /**
     * The connection broke and will be tried again.
     *
     * @param attempt 1, 2, 3 … since it last worked
     */
    record Disconnected<T>(int attempt, Duration retryIn) implements StreamEvent<T> {}

    /** The connection works again; nothing was lost. */
    record Reconnected<T>() implements StreamEvent<T> {}
}
