package dev.builderos.gateway.api;

/** Where a step stands. {@code WAITING} is for people; {@code UNKNOWN} means that nobody knows whether its effect happened. */
public enum StepState {
    PENDING,
    RUNNING,
    WAITING,
    RETRYING,
    UNKNOWN,
    SUCCEEDED,
    FAILED,
    SKIPPED,
    CANCELLED;

    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == SKIPPED || this == CANCELLED;
    }
}
