package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to each step if a run were taken up again.
 *
 * @param steps in the order of the new plan, without those that only take others back
 * @param kept what {@link Fact.RunReopened} is to keep; what is in the lanes of a kept join stays with it and is not named
 */
public record ResumePlan(List<StepPlan> steps, List<StepId> kept) {
    public ResumePlan {
        steps = List.copyOf(steps);
        kept = List.copyOf(kept);
    }

    /** What becomes of a step. */
    public sealed interface Decision {}

    /** It stays as it is. */
    public record Keep() implements Decision {}

    /**
     * It is carried out once more.
     *
     * @param reasons why, as sentences; at least one
     */
    public record RunAgain(List<String> reasons) implements Decision {
        public RunAgain {
            reasons = List.copyOf(reasons);
        }
    }

    /** It was never carried out. */
    public record RunFirst() implements Decision {}

    /**
     * What becomes of one step.
     *
     * @param stands how it ended; null when the run did not know it
     * @param needsApproval whether people have to agree before it does what it does: it has a gate, or was asked for before
     * @param done approved effects that were carried out and are not carried out again, as long as they stay the same
     */
    public record StepPlan(
            StepId step, Decision decision, @Nullable StepState stands, boolean needsApproval, List<DoneEffect> done) {
        public StepPlan {
            done = List.copyOf(done);
        }
    }
}
