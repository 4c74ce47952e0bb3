package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;

/** The plans a run was given after its first one, by their digest. A plan never changes, so the fold stays a function of facts. */
@FunctionalInterface
public interface PlanSource {
    /** No other plan is known: for a run that was never reopened with another one. */
    PlanSource NONE = digest -> {
        throw new IllegalFact("no plan " + digest + " is known");
    };

    /**
     * The plan of this digest.
     *
     * @throws RuntimeException when there is none
     */
    Plan plan(Digest digest);
}
