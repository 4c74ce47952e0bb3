package dev.builderos.gateway.api;

/**
 * Where a run stands. The last three are final. {@code QUEUED} is admitted but held by its concurrency group, {@code PAUSED} is
 * held by people.
 */
public enum RunState {
    ADMITTED,
    QUEUED,
    RUNNING,
    WAITING,
    PAUSED,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
