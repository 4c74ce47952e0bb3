package dev.builderos.runner.models;

/** A model. Blocking; an interrupt ends the wait. */
public interface Model {
    /**
     * Answers one request.
     *
     * @throws ModelFailure when there is no answer
     */
    ModelAnswer answer(ModelRequest request);
}
