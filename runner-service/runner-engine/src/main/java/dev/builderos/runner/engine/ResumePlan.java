package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to each step if a run were taken up again.
 *
 * @param steps in the order of the new plan, without those that only take others back
 */
public record ResumePlan(List<StepPlan> steps) {
    public ResumePlan {
        steps = List.copyOf(steps);
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

    /** An approved effect that was carried out. */
    public record DoneEffect(
            String callId, Digest effect, @Nullable ApprovalId approval, String summary) {}

    /** What {@link Fact.RunReopened} is to keep. */
    public List<StepId> kept() {
        return steps.stream()
                .filter(each -> each.decision() instanceof Keep)
                .filter(each -> each.stands() == StepState.SUCCEEDED || each.stands() == StepState.SKIPPED)
                .map(StepPlan::step)
                .toList();
    }
}
