package dev.builderos.runner.steps;

import java.util.Map;

/** How an execution of a step ended. */
public sealed interface StepOutcome {
    record Succeeded(Map<String, String> outputs) implements StepOutcome {
        public Succeeded {
            outputs = Map.copyOf(outputs);
        }
    }

    /** A join that merged its lanes to this commit. */
    record Merged(String commit) implements StepOutcome {}

    /**
     * The attempt failed.
     *
     * @param failureClass as written in pipelines
     */
    record Failed(String failureClass, String message) implements StepOutcome {}

    /** It waits for an answer; the execution ends and goes on when the answer is in the journal. */
    record Suspended() implements StepOutcome {}
}
