package dev.builderos.runner.steps;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.DecideEffect;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** What the policy says of the effects of steps; when it says nothing, the answer is no. */
final class Decisions {
    private static final Logger LOG = Logger.getLogger(Decisions.class);
    /** With the deadline of each, about as long as a service needs to come back on a busy machine. */
    private static final int ATTEMPTS = 10;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Judge judge;
    private final Clock clock;
    private final Duration pause;

    Decisions(Judge judge, Clock clock) {
        this(judge, clock, PAUSE);
    }

    /** With another pause between two questions. */
    Decisions(Judge judge, Clock clock, Duration pause) {
        this.judge = judge;
        this.clock = clock;
        this.pause = pause;
    }

    Decision decide(StepContext step, String callId, Effect effect) {
        return decide(new DecideEffect(
                step.admitted().requester(),
                step.run(),
                step.step().id(),
                callId,
                step.plan().policyDigest(),
                effect,
                Map.of(
                        "name", step.plan().projectName(),
                        "defaultBranch", step.plan().defaultBranch()),
                step.read(fold -> fold.history().of(step.step().principal(), clock.instant()))));
    }

    /** Waits a while for a policy service that does not answer, as one does that was just started; then the answer is no. */
    Decision decide(DecideEffect question) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                Decision decision = judge.decide(question);
                return decision.effectDigest().equals(question.effect().digest())
                                && decision.policyDigest().equals(question.policyDigest())
                        ? decision
                        : none(question, "policy-mismatch", "the policy service judged something else");
            } catch (RuntimeException unreachable) {
                LOG.warnf(
                        "no decision runId=%s stepId=%s attempt=%d reason=%s",
                        question.runId(), question.stepId(), attempt, unreachable.getMessage());
                pause();
            }
        }
        return none(question, "policy-unreachable", "no decision could be had, so the answer is no");
    }

    private void pause() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StepStopped();
        }
    }

    private static Decision none(DecideEffect question, String rule, String sentence) {
        return new Decision(
                Verdict.DENY, rule, question.policyDigest(), question.effect().digest(), sentence, null);
    }
}
