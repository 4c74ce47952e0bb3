package dev.builderos.runner.engine;

/** A fact that cannot follow the ones before it, e.g. the outcome of an attempt that is already over. It is never written. */
public final class IllegalFact extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IllegalFact(String message) {
        super(message);
    }
}
