package dev.builderos.connectors;

/** A request that cannot be meant as written. Its message says what would be valid; it never repeats a secret. */
public final class InvalidArguments extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidArguments(String message) {
        super(message);
    }

    /** The message, never null. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
