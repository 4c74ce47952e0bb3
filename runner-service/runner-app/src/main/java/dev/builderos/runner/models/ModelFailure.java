package dev.builderos.runner.models;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model did not answer. */
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String failureClass;
    private final @Nullable Duration retryAfter;

    /** Makes a failure of a class as written in pipelines, e.g. {@code rate_limit}. */
    public ModelFailure(String failureClass, String message, @Nullable Throwable cause) {
        this(failureClass, message, null, cause);
    }

    /** Makes a failure after which the provider asks for a pause. */
    public ModelFailure(String failureClass, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.failureClass = failureClass;
        this.retryAfter = retryAfter;
    }

    /** How long the provider asks to be left alone; null when it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public String failureClass() {
        return failureClass;
    }
}
