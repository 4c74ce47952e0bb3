package dev.builderos.formats;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * When and how often a failed step is tried again.
 *
 * @param max how often after the first attempt, over all classes without a strategy of their own
 * @param initial the first pause
 * @param maxDelay no pause is longer, unless who refused asked for a longer one
 * @param on the failures worth another attempt
 * @param perClass the strategies of classes that have one of their own; these are counted apart
 */
public record RetryPolicy(
        int max,
        Backoff backoff,
        Duration initial,
        Duration maxDelay,
        Set<FailureClass> on,
        Map<FailureClass, RetryStrategy> perClass) {
    static final Duration DEFAULT_INITIAL = Duration.ofSeconds(1);
    static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(30);
    static final Set<FailureClass> DEFAULT_ON = Set.of(FailureClass.TRANSIENT, FailureClass.RATE_LIMIT);

    /** Trying again what was forbidden or not paid for is only done where it is asked for by name. */
    static final Set<FailureClass> BY_NAME = Set.of(FailureClass.POLICY_DENIED, FailureClass.BUDGET);

    public RetryPolicy {
        if (max < 0) {
            throw new IllegalArgumentException("a negative number of retries: " + max);
        }
        on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
        Map<FailureClass, RetryStrategy> ordered = new EnumMap<>(FailureClass.class);
        ordered.putAll(perClass);
        perClass = Collections.unmodifiableMap(ordered);
    }

    /** A policy without strategies of single classes. */
    public RetryPolicy(int max, Backoff backoff, Duration initial, Duration maxDelay, Set<FailureClass> on) {
        this(max, backoff, initial, maxDelay, on, Map.of());
    }

    /** How the pauses grow. */
    public enum Backoff {
        EXPONENTIAL,
        FIXED,
        NONE;

        /** What fits a class where nothing is written: a pause changes nothing about an output or a test. */
        static Backoff usual(FailureClass failure) {
            return switch (failure) {
                case INVALID_OUTPUT, TEST_FAILED, POLICY_DENIED, BUDGET, TIMEOUT -> NONE;
                case TRANSIENT, RATE_LIMIT, INFRASTRUCTURE -> EXPONENTIAL;
            };
        }
    }

    /** The first pause that fits a class where nothing is written. */
    static Duration usualInitial(FailureClass failure) {
        return switch (failure) {
            case RATE_LIMIT -> Duration.ofSeconds(10);
            case INFRASTRUCTURE -> Duration.ofSeconds(5);
            case TRANSIENT, INVALID_OUTPUT, TEST_FAILED, POLICY_DENIED, BUDGET, TIMEOUT -> DEFAULT_INITIAL;
        };
    }

    /** The longest pause that fits a class where nothing is written. */
    static Duration usualMaxDelay(FailureClass failure) {
        return failure == FailureClass.RATE_LIMIT ? Duration.ofMinutes(2) : DEFAULT_MAX_DELAY;
    }
}
