package dev.builderos.runner.store;

/** Content cannot be kept where the settings say, and will not be until somebody changes something. */
public final class StoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreRefused(String message, Throwable cause) {
        super(message, cause);
    }

    StoreRefused(String message) {
        super(message);
    }
}
