package dev.builderos.runner.usecase;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.RunAdvanced;

/** Hands traces of runs to whoever collects them. */
@FunctionalInterface
public interface Traces {
    /** The run is over and its journal complete. Does not block, and does not fail. */
    void ended(RunId run);

    /** A run is over with its receipt. */
    default void hear(RunAdvanced news) {
        if (news.facts().stream().anyMatch(fact -> fact.type().equals("ReceiptIssued"))) {
            ended(news.runId());
        }
    }
}
