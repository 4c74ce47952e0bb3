package dev.builderos.runner.engine;

/** Where a run stands for the engine; people see {@link dev.builderos.contracts.runner.RunState}. */
enum RunPhase {
    NEW,
    ADMITTED,
    RUNNING,
    /** A step failed for good; what still runs is being stopped. */
    FAILING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** The receipt is issued; no fact follows, unless the run is reopened. */
    CLOSED;

    /** Whether the outcome is in the journal. */
    boolean over() {
        return switch (this) {
            case SUCCEEDED, FAILED, CANCELLED, CLOSED -> true;
            case NEW, ADMITTED, RUNNING, FAILING, CANCELLING -> false;
        };
    }
}
