package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.DecideEffect;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A policy service that is down, answers too late, or answers something else: the answer is no. */
class DecisionsTest {
    private static final Digest POLICY = Digest.of("policy");
    private static final Effect EFFECT = new Effect("git.push", "builder", null, Map.of("branch", "main"));
    private static final DecideEffect QUESTION = new DecideEffect(
            new Requester(new OrgId("acme"), "local:owner", List.of("Owner")),
            new RunId("01890000-0000-7000-8000-000000000001"),
            new StepId("push"),
            "call",
            POLICY,
            EFFECT,
            Map.of(),
            RunSoFar.NOTHING);

    private final AtomicInteger asked = new AtomicInteger();

    private Decision decide(Judge judge) {
        return new Decisions(
                        question -> {
                            asked.incrementAndGet();
                            return judge.decide(question);
                        },
                        Clock.systemUTC(),
                        Duration.ZERO)
                .decide(QUESTION);
    }

    private static Decision allow(Digest policy, Digest effect) {
        return new Decision(Verdict.ALLOW, "agent-grant", policy, effect, "granted", null);
    }

    @Test
    void whatWasJudgedIsTheAnswer() {
        assertThat(decide(question -> allow(POLICY, EFFECT.digest())).verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aPolicyServiceThatComesBackIsWaitedFor() {
        Decision decision = decide(question -> {
            if (asked.get() < 4) {
                throw new IllegalStateException("no answer in time");
            }
            return allow(POLICY, EFFECT.digest());
        });

        assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void oneThatDoesNotComeBackDenies() {
        Decision decision = decide(question -> {
            throw new IllegalStateException("no answer in time");
        });

        assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
        assertThat(decision.ruleId()).isEqualTo("policy-unreachable");
        assertThat(decision.effectDigest()).isEqualTo(EFFECT.digest());
        assertThat(asked).as("a bound on how often it is asked").hasValue(10);
    }

    @Test
    void anAnswerAboutAnotherEffectOrUnderAnotherPolicyDenies() {
        assertThat(decide(question -> allow(POLICY, Digest.of("another"))).ruleId())
                .isEqualTo("policy-mismatch");
        assertThat(decide(question -> allow(Digest.of("another"), EFFECT.digest()))
                        .verdict())
                .isEqualTo(Verdict.DENY);
    }
}
