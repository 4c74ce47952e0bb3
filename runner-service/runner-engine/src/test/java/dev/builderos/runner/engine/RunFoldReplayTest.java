package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFoldReplayTest {
    private static final Map<String, StepState> BOTH = Map.of("a", StepState.SUCCEEDED, "b", StepState.SUCCEEDED);

    private static Scenario replay(Plans plans) {
        Plan plan = plans.build();
        return Scenario.of(plan)
                .given(
                        Facts.admitted(plan, 2).replaying(Facts.replayed(BOTH), null),
                        Facts.runStarted(),
                        Facts.started("a", 1));
    }

    private static Fact diverged(String step) {
        return new Fact.ReplayDiverged(new StepId(step), 1, "tree", "then", "now");
    }

    @Test
    void takesResultsFromTheRecordAndAsksNobody() {
        Scenario run = replay(Plans.plan()
                        .step("a", Plans.Traits.NONE.behindApproval())
                        .step("b", "a"))
                .given(Facts.called("a", 1, "call-1"), Facts.decided("a", 1, "call-1", Verdict.ASK));

        run.refuses(Facts.asked("a", 1, "call-1", 1));
        run.refuses(Facts.intended("a", 1, "call-1"));
        run.given(Facts.replayedEffect("a", 1, "call-1"));
        run.refuses(Facts.replayedEffect("a", 1, "call-1"));
        assertThat(run.when(Facts.succeeded("a", 1))).containsExactly("start b#1");
        run.given(Facts.started("b", 1), Facts.succeeded("b", 1));

        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.fold().endedAsRecorded()).isTrue();
        assertThat(run.fold().remains().effects(new StepId("a")))
                .as("what another run did is not done by this one")
                .isEmpty();
    }

    @Test
    void takesNothingThatWasNotAllowed() {
        Scenario run = replay(Plans.plan().step("a").step("b", "a"))
                .given(Facts.called("a", 1, "call-1"), Facts.decided("a", 1, "call-1", Verdict.DENY));

        run.refuses(Facts.replayedEffect("a", 1, "call-1"));
        run.refuses(Facts.completed("a", 1, "call-1"));
    }

    @Test
    void onlyAReplayTakesResultsFromARecordOrDiverges() {
        Scenario run = Scenario.started(Plans.plan().step("a"))
                .given(Facts.started("a", 1), Facts.called("a", 1, "call-1"))
                .given(Facts.decided("a", 1, "call-1", Verdict.ALLOW));

        run.refuses(Facts.replayedEffect("a", 1, "call-1"));
        run.refuses(diverged("a"));
        assertThat(run.fold().endedAsRecorded()).isFalse();
    }

    @Test
    void endsAtTheFirstDivergence() {
        Scenario run = replay(Plans.plan().step("a").step("b")).given(Facts.started("b", 1));

        List<String> follow = run.when(diverged("a"));

        assertThat(follow)
                .containsExactlyInAnyOrder(
                        "stop a: the replay diverged at a: tree", "stop b: the replay diverged at a: tree");
        run.refuses(diverged("b"));
        assertThat(run.crash()).hasSize(2);
        run.given(Facts.stopped("a"), Facts.stopped("b"));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.fold().failure()).isEqualTo("the replay diverged at a: tree");
        assertThat(run.fold().divergence()).isEqualTo(diverged("a"));
    }

    @Test
    void isNotTakenUpAgain() {
        Scenario run = replay(Plans.plan().step("a").step("b", "a"))
                .given(Facts.succeeded("a", 1), Facts.started("b", 1), Facts.succeeded("b", 1), Facts.receipt());

        run.refuses(Facts.reopened("plan", List.of(new StepId("a"))));
    }

    @Test
    void aStepThatEndedOtherwiseIsNotEqual() {
        Scenario run = replay(Plans.plan().step("a").step("b", "a")).given(Facts.failed("a", 1));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.fold().endedAsRecorded()).isFalse();
    }

    @Test
    void textsNameTheRunThatIsReplayed() {
        Scenario run = replay(Plans.plan()
                .work("a", "echo ${run.id} ${run.branch} ${run.base}")
                .step("b", "a"));

        Expressed texts = Expressed.in(run.fold(), run.fold().admitted().run(), new StepId("a"));

        assertThat(texts.render("${run.id} ${run.branch} ${run.base}"))
                .isEqualTo("01900000-0000-7000-8000-000000000001 builderos/first base");
    }

    @Test
    void theRecordKnowsEachAttemptAndWhatWasNotReached() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a"))
                .given(Facts.started("a", 1), Facts.called("a", 1, "call-1"))
                .given(Facts.decided("a", 1, "call-1", Verdict.ALLOW), Facts.completed("a", 1, "call-1"))
                .given(Facts.failed("a", 1));

        Cassette cassette = Cassette.of(run.journal());

        Cassette.Take take = cassette.take(new StepId("a"), 1).orElseThrow();
        assertThat(take.failed()).isEqualTo(Facts.failed("a", 1));
        assertThat(take.succeeded()).isNull();
        assertThat(take.call("call-1").orElseThrow().result()).isNotNull();
        assertThat(take.call("call-2")).isEmpty();
        assertThat(cassette.take(new StepId("a"), 2)).isEmpty();
        assertThat(cassette.isNotReached(new StepId("b"))).isTrue();
    }
}
