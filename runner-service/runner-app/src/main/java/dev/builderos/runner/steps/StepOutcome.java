package dev.builderos.runner.steps;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
     * @param retryAfter the least pause before another attempt that who refused asked for; null when nobody did
     */
    record Failed(
            String failureClass, String message, @Nullable Duration retryAfter) implements StepOutcome {
        public Failed(String failureClass, String message) {
            this(failureClass, message, null);
        }
    }

    /** It waits for an answer; the execution ends and goes on when the answer is in the journal. */
    record Suspended() implements StepOutcome {}
}
