package dev.builderos.contracts.runner;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen to each step if a run were taken up again.
 *
 * @param state how the run ended
 * @param planDigest the plan it would follow
 * @param steps in the order of that plan
 */
public record ResumePlanView(RunId run, RunState state, Digest planDigest, List<Step> steps) {
    public ResumePlanView {
        steps = List.copyOf(steps);
    }

    /** What becomes of a step. */
    public enum Decision {
        /** It stays as it is. */
        KEEP,
        /** It is carried out once more. */
        RUN_AGAIN,
        /** It was never carried out. */
        RUN_FIRST
    }

    /**
     * What becomes of one step.
     *
     * @param stands how it ended; null when the run did not know it
     * @param reasons why it runs again, as sentences
     * @param needsApproval whether people have to agree before it does what it does
     * @param done approved effects that were carried out; they are not repeated while they stand
     */
    public record Step(
            StepId id,
            String title,
            Decision decision,
            @Nullable StepState stands,
            List<String> reasons,
            boolean needsApproval,
            List<DoneEffect> done) {
        public Step {
            reasons = List.copyOf(reasons);
            done = List.copyOf(done);
        }
    }

    /** An approved effect that was carried out. */
    public record DoneEffect(String callId, Digest effectDigest, ApprovalId approvalId, String summary) {}
}
