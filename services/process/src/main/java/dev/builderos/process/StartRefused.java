package dev.builderos.process;

/** A service does not start. The message says to people why, and what to do. */
final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int SETTINGS = 2;
    static final int DATABASE = 5;

    private final int exitCode;

    StartRefused(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
