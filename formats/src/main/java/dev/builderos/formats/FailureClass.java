package dev.builderos.formats;

import java.util.Locale;

/** Why a step failed, as far as the next attempt cares. */
public enum FailureClass {
    TRANSIENT,
    RATE_LIMIT,
    INVALID_OUTPUT,
    TEST_FAILED,
    POLICY_DENIED,
    BUDGET,
    TIMEOUT,
    INFRASTRUCTURE;

    /** As it is written in a file: {@code rate_limit}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
