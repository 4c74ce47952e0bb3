package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.Difference;
import dev.builderos.contracts.runner.Divergence;
import dev.builderos.contracts.runner.RunDifferences;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.StepDifferences;
import dev.builderos.contracts.runner.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
    private static final Plan PLAN =
            Plans.plan().step("a").step("b", "a").step("c").step("d", "b", "c").build();

    /** A run of the plan, one fact a second. */
    private static final class Told {
        private final RunFold fold;
        private Instant at = Facts.AT;

        Told(Plan plan) {
            fold = new RunFold(plan);
            then(Facts.admitted(plan), Facts.runStarted());
        }

        Told then(Fact... facts) {
            for (Fact fact : facts) {
                at = at.plusSeconds(1);
                fold.apply(fact, at);
            }
            return this;
        }

        Told step(String id, Map<String, String> keyParts, Fact.StepSucceeded.Artifact... left) {
            return then(
                    new Fact.StepStarted(new StepId(id), 1, new ContentKey(keyParts).digest(), "tree", keyParts),
                    new Fact.StepSucceeded(
                            new StepId(id), 1, Map.of("by", id), List.of(left), "commit", "tree", 1, null));
        }
    }

    private static Told same() {
        return new Told(PLAN).step("a", key("x")).step("c", key("x")).step("b", key("x"));
    }

    private static Map<String, String> key(String input) {
        return Map.of("step", "def", "value.inputs.task", input);
    }

    private static RunDifferences compare(Told run, Told other) {
        return RunComparison.of(RunComparison.Compared.of(run.fold), RunComparison.Compared.of(other.fold));
    }

    private static StepDifferences step(RunDifferences all, String id) {
        return all.steps().stream()
                .filter(step -> step.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsNoDifferenceInTimeAndTokens() {
        Told slow = new Told(PLAN)
                .then(new Fact.StepStarted(new StepId("a"), 1, new ContentKey(key("x")).digest(), "tree", key("x")))
                .then(new Fact.ModelAnswered(
                        new StepId("a"), 1, 1, "m", Digest.of("q"), Digest.of("r"), 7, 11, "", List.of()))
                .then(new Fact.StepSucceeded(
                        new StepId("a"), 1, Map.of("by", "a"), List.of(), "commit", "tree", 1, null))
                .step("c", key("x"))
                .step("b", key("x"));

        RunDifferences found = compare(same(), slow);

        assertThat(found.first()).isNull();
        assertThat(found.differences()).isEmpty();
        assertThat(step(found, "a").run().took()).isEqualTo(Duration.ofSeconds(1));
        assertThat(step(found, "a").other().took()).isEqualTo(Duration.ofSeconds(2));
        assertThat(step(found, "a").other().inputTokens()).isEqualTo(7);
        assertThat(step(found, "a").other().outputTokens()).isEqualTo(11);
        assertThat(step(found, "a").run().inputTokens()).isZero();
    }

    @Test
    void saysByWhatTheWorkOfAStepDiffers() {
        RunDifferences found = compare(
                same(), new Told(PLAN).step("a", key("x")).step("c", key("x")).step("b", key("y")));

        assertThat(step(found, "b").because()).containsExactly("input task changed");
        assertThat(found.first()).isEqualTo(new Divergence(new StepId("b"), "key", "step `b`: input task changed"));
    }

    @Test
    void beginsWhereNoNeededStepDiffers() {
        Told other = new Told(PLAN).step("a", key("y")).step("c", key("x")).step("b", key("y"));

        assertThat(compare(same(), other).first().step()).isEqualTo(new StepId("a"));
    }

    @Test
    void looksBeyondTheStepsThatOnlyFollowFromADifference() {
        Plan backwards = Plans.plan().step("d", "b").step("b", "a").step("a").build();
        Told run = new Told(backwards).step("a", key("x")).step("b", key("x")).step("d", key("x"));
        Told other = new Told(backwards).step("a", key("y")).step("b", key("x")).step("d", key("y"));

        assertThat(compare(run, other).first().step()).isEqualTo(new StepId("a"));
    }

    @Test
    void saysWhatAStepLeftOtherwiseOnTheSameWork() {
        var one = new Fact.StepSucceeded.Artifact("plan.md", Digest.of("1"), 1);
        var two = new Fact.StepSucceeded.Artifact("plan.md", Digest.of("2"), 1);

        RunDifferences found =
                compare(new Told(PLAN).step("a", key("x"), one), new Told(PLAN).step("a", key("x"), two));

        assertThat(step(found, "a").because()).isEmpty();
        assertThat(step(found, "a").differences())
                .containsExactly(new Difference(
                        "artifact.plan.md",
                        Digest.of("1").value(),
                        Digest.of("2").value()));
        assertThat(found.first().sentence())
                .isEqualTo("step `a`, on the same work: artifact.plan.md "
                        + Digest.of("1").abbreviated() + " → " + Digest.of("2").abbreviated());
    }

    @Test
    void saysWhichStepsOnlyOneOfThemHas() {
        Plan longer = Plans.plan()
                .step("a")
                .step("b", "a")
                .step("c")
                .step("d", "b", "c")
                .step("e")
                .build();

        RunDifferences found = compare(new Told(PLAN), new Told(longer));

        assertThat(step(found, "e").run()).isNull();
        assertThat(step(found, "e").other().state()).isEqualTo(StepState.PENDING);
        assertThat(found.first())
                .isEqualTo(new Divergence(new StepId("e"), "step", "only the second run has step `e`"));
    }

    @Test
    void saysHowStepsEnded() {
        RunDifferences found = compare(
                same(),
                new Told(PLAN)
                        .step("a", key("x"))
                        .step("c", key("x"))
                        .then(new Fact.StepStarted(
                                new StepId("b"), 1, new ContentKey(key("x")).digest(), "tree", key("x")))
                        .then(Facts.failed("b", 1)));

        assertThat(step(found, "b").differences())
                .containsExactly(
                        new Difference("state", "SUCCEEDED", "FAILED"),
                        new Difference("message", null, "b broke"),
                        new Difference("output.by", "b", null));
        assertThat(found.first().field()).isEqualTo("state");
    }

    @Test
    void doesNotGuessByWhatWorkDiffersThatNoJournalSays() {
        RunDifferences found = compare(
                new Told(PLAN).then(new Fact.StepStarted(new StepId("a"), 1, Digest.of("1"), "tree", Map.of())),
                new Told(PLAN).then(new Fact.StepStarted(new StepId("a"), 1, Digest.of("2"), "tree", Map.of())));

        assertThat(step(found, "a").because())
                .containsExactly("it was not the same work; one of the journals does not say by what");
    }

    @Test
    void namesWhatLedToTheRestFirst() {
        Fact.RunAdmitted admitted = Facts.admitted(PLAN);
        RunFold withModel = new RunFold(PLAN);
        withModel.apply(
                new Fact.RunAdmitted(
                        admitted.run(),
                        admitted.org(),
                        admitted.project(),
                        admitted.root(),
                        admitted.pipeline(),
                        admitted.pipelineVersion(),
                        admitted.pipelinePath(),
                        admitted.requester(),
                        admitted.snapshot(),
                        admitted.planDigest(),
                        admitted.policyDigest(),
                        admitted.inputs(),
                        new RunOptions("bubblewrap", "script:a", false),
                        admitted.steps()),
                Facts.AT);
        RunFold without = new RunFold(PLAN);
        without.apply(admitted, Facts.AT);
        without.apply(Facts.cancel(), Facts.AT);

        RunDifferences found =
                RunComparison.of(RunComparison.Compared.of(without), RunComparison.Compared.of(withModel));

        assertThat(found.differences()).extracting(Difference::field).startsWith("model", "outcome");
    }

    @Test
    void namesWhatDiffersOfTheRunsWhenNoStepDoes() {
        Told cancelled = same().then(Facts.cancel());
        Told going = same();

        RunDifferences found = compare(going, cancelled);

        assertThat(found.differences()).containsExactly(new Difference("outcome", "RUNNING", "CANCELLING"));
        assertThat(found.first())
                .isEqualTo(new Divergence(null, "outcome", "no step differs; outcome RUNNING → CANCELLING"));
    }
}
