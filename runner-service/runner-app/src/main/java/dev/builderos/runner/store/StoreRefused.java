package dev.builderos.runner.store;

/**
 * Content cannot be kept where the settings say, and will not be until somebody changes something. Its message says all there is
 * to know: without a trace it is the last that a process says which does not start.
 */
public final class StoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreRefused(String message) {
        super(message, null, false, false);
    }
}
