package dev.builderos.runner.models;

import org.jspecify.annotations.Nullable;

/** A model did not answer. */
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String failureClass;

    /** Makes a failure of a class as written in pipelines, e.g. {@code rate_limit}. */
    public ModelFailure(String failureClass, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failureClass = failureClass;
    }

    public String failureClass() {
        return failureClass;
    }
}
