package dev.builderos.contracts;

/** What kind of error a peer reports; whether a caller may try again follows from it. Part of the API. */
public enum ErrorCategory {
    INVALID,
    DENIED,
    NOT_FOUND,
    /** It was there, and was taken away. */
    GONE,
    CONFLICT,
    UNAVAILABLE,
    EXHAUSTED,
    INTERNAL;

    public boolean retryable() {
        return switch (this) {
            case UNAVAILABLE, EXHAUSTED -> true;
            case INVALID, DENIED, NOT_FOUND, GONE, CONFLICT, INTERNAL -> false;
        };
    }
}
