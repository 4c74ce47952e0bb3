package dev.builderos.bus;

import java.time.Duration;

/**
 * How often a durable message is tried.
 *
 * @param attempts deliveries in all, at least 1
 * @param initialDelay before the second delivery; doubled for each one after
 */
public record Redelivery(int attempts, Duration initialDelay) {
    public static final Redelivery STANDARD = new Redelivery(5, Duration.ofMillis(200));

    public Redelivery {
        if (attempts < 1) {
            throw new IllegalArgumentException("a message is delivered at least once");
        }
    }

    /** The pause after this attempt. */
    public Duration delayAfter(int attempt) {
        return initialDelay.multipliedBy(1L << Math.min(attempt - 1, 30));
    }
}
