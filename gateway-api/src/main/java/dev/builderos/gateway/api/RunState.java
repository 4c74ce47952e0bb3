package dev.builderos.gateway.api;

/** Where a run stands. The last three are final. */
public enum RunState {
    ADMITTED,
    RUNNING,
    WAITING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
