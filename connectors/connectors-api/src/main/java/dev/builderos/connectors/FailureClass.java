package dev.builderos.connectors;

import java.util.Locale;

/** What kind of failure it was; retries are configured by these names. */
public enum FailureClass {
    /** May well work the next time: a network hiccup, a lock. */
    TRANSIENT,
    RATE_LIMIT,
    /** What was asked for, or came back, is not usable. */
    INVALID_OUTPUT,
    /** A check said no. */
    TEST_FAILED,
    POLICY_DENIED,
    BUDGET,
    TIMEOUT,
    /** The machine or the provider is not as it must be: a missing program, a taken port, a service that does not start. */
    INFRASTRUCTURE;

    /** The name as written in pipelines and facts, e.g. {@code rate_limit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds the class by its written name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static FailureClass of(String wire) {
        for (FailureClass each : values()) {
            if (each.wire().equals(wire)) {
                return each;
            }
        }
        throw new IllegalArgumentException("not a failure class: " + wire);
    }
}
