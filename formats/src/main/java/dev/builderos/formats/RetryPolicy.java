package dev.builderos.formats;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * When and how often a failed step is tried again.
 *
 * @param max how often after the first attempt
 * @param initial the first pause
 * @param maxDelay no pause is longer
 * @param on the failures worth another attempt
 */
public record RetryPolicy(int max, Backoff backoff, Duration initial, Duration maxDelay, Set<FailureClass> on) {
    static final Duration DEFAULT_INITIAL = Duration.ofSeconds(1);
    static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(30);
    static final Set<FailureClass> DEFAULT_ON = Set.of(FailureClass.TRANSIENT, FailureClass.RATE_LIMIT);

    public RetryPolicy {
        if (max < 0) {
            throw new IllegalArgumentException("a negative number of retries: " + max);
        }
        on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
    }

    /** How the pauses grow. */
    public enum Backoff {
        EXPONENTIAL,
        FIXED,
        NONE
    }
}
