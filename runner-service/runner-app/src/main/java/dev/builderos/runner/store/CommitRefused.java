package dev.builderos.runner.store;

import org.jspecify.annotations.Nullable;

/** Facts were not, or perhaps not, committed: the run must be read again before anything else is done with it. */
public final class CommitRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommitRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
