package dev.builderos.contracts;

/** What kind of error a peer reports; whether a caller may try again follows from it. Part of the API. */
public enum ErrorCategory {
    INVALID,
    DENIED,
    NOT_FOUND,
    CONFLICT,
    UNAVAILABLE,
    EXHAUSTED,
    INTERNAL;

    public boolean retryable() {
        return switch (this) {
            case UNAVAILABLE, EXHAUSTED -> true;
            case INVALID, DENIED, NOT_FOUND, CONFLICT, INTERNAL -> false;
        };
    }
}
