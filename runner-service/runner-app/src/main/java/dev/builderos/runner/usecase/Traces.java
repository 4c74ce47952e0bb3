package dev.builderos.runner.usecase;

import dev.builderos.contracts.RunId;

/** Hands traces of runs to whoever collects them. */
@FunctionalInterface
public interface Traces {
    /** The run is over and its journal complete. Does not block, and does not fail. */
    void ended(RunId run);
}
