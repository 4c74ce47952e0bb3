package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.failedForNow;
import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFoldSteeringTest {
    private static final Fact PAUSED = new Fact.RunPaused("local:owner", null);
    private static final Fact UNPAUSED = new Fact.RunUnpaused("local:owner");

    private static Fact reopened(String... kept) {
        return Facts.reopened("plan", List.of(kept).stream().map(StepId::new).toList());
    }

    private static Fact reused(String step) {
        return new Fact.StepReused(
                new StepId(step),
                new RunId("01900000-0000-7000-8000-000000000002"),
                Digest.of("key"),
                Map.of("by", "cache"),
                List.of(),
                "commit-cached",
                null,
                Fact.Reuse.CACHE);
    }

    @Test
    void startsNothingWhileItIsPausedAndEverythingDueAfterwards() {
        Scenario run = Scenario.started(
                Plans.plan().step("a").step("b", "a").step("c", "a").step("d"));

        assertThat(run.given(started("a", 1)).when(PAUSED)).isEmpty();
        assertThat(run.state()).isEqualTo(RunState.PAUSED);
        assertThat(run.when(succeeded("a", 1))).isEmpty();
        run.refuses(started("b", 1));
        run.refuses(PAUSED);
        assertThat(run.crash()).isEmpty();
        assertThat(run.when(UNPAUSED)).containsExactly("start d#1", "start b#1", "start c#1");
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void holdsARetryBackWhileItIsPaused() {
        Scenario run =
                Scenario.started(Plans.plan().step("a", NONE.retrying(1))).given(started("a", 1), PAUSED);

        assertThat(run.when(failedForNow("a", 1))).isEmpty();
        run.refuses(started("a", 2));
        assertThat(run.when(UNPAUSED)).containsExactly("retry a#2 at 2026-11-22T10:01:00Z");
    }

    @Test
    void opensNoWorkspaceWhileItIsQueued() {
        Scenario run = Scenario.of(Plans.plan().step("a"));
        run.given(Facts.admitted(run.fold().plan()));

        assertThat(run.when(new Fact.RunQueued("the group is taken"))).isEmpty();
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.fold().queuedBecause()).isEqualTo("the group is taken");
        assertThat(run.crash()).isEmpty();
        run.refuses(Facts.runStarted());
        run.refuses(new Fact.RunQueued("it is taken again"));
        assertThat(run.when(new Fact.RunReleased())).containsExactly("open workspace");
        assertThat(run.fold().queuedBecause()).isNull();
        assertThat(run.when(Facts.runStarted())).containsExactly("start a#1");
        run.refuses(new Fact.RunQueued("too late"));
    }

    @Test
    void endsAQueuedRunThatIsCancelledAndSaysNoMoreWhatItWaitedFor() {
        Scenario run = Scenario.of(Plans.plan().step("a"));
        run.given(Facts.admitted(run.fold().plan()), new Fact.RunQueued("the group is taken"));

        run.given(Facts.cancel());

        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThat(run.fold().queuedBecause()).isNull();
        run.refuses(new Fact.RunReleased());
    }

    @Test
    void failsAStepWhoseAttemptsTookTooLongTogether() {
        Scenario run = Scenario.started(Plans.plan().limited("a", Duration.ofSeconds(4), 3));

        assertThat(run.when(started("a", 1))).containsExactly("wake a at 2026-11-22T10:00:06Z");
        assertThat(run.fold().timeUp(new StepId("a"), Facts.AT.plusSeconds(5))).isEmpty();
        run.refuses(new Fact.StepTimedOut(new StepId("a")));
        run.given(failedForNow("a", 1), started("a", 2), new Fact.RunTakenOver("x"));
        assertThat(run.crash()).containsExactly("continue a#2", "wake a at 2026-11-22T10:00:06Z");
        assertThat(run.fold().timeUp(new StepId("a"), Facts.AT.plusSeconds(6)))
                .contains(new Fact.StepTimedOut(new StepId("a")));
        assertThat(run.when(new Fact.StepTimedOut(new StepId("a")))).containsExactly("time out a#2");
        assertThat(run.crash()).containsExactly("time out a#2");
        run.given(failed("a", 2, "timeout"));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void doesNotCountTheTimePeopleTake() {
        Scenario run = Scenario.started(Plans.plan().limited("a", Duration.ofSeconds(4), 0))
                .given(
                        started("a", 1),
                        Facts.called("a", 1),
                        Facts.decided("a", 1, Verdict.ASK),
                        Facts.asked("a", 1, 1));

        assertThat(run.fold().timeUp(new StepId("a"), Facts.AT.plusSeconds(3_600)))
                .isEmpty();
        assertThat(run.when(Facts.granted("a", 1, 1)))
                .containsExactly("continue a#1", "wake a at 2026-11-22T10:00:07Z");
    }

    @Test
    void failsARunThatWorkedTooLong() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a").within(Duration.ofSeconds(3)));

        assertThat(run.crash()).containsExactly("start a#1", "wake run at 2026-11-22T10:00:04Z");
        run.given(started("a", 1));
        run.refuses(new Fact.RunTimedOut());
        run.given(new Fact.RunTakenOver("x"));
        assertThat(run.when(new Fact.RunTimedOut()))
                .startsWith(
                        "stop a: the run was not done within 3 s",
                        "write skipped b: not reached: the run was not done within 3 s");
        run.given(Facts.stopped("a"));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.fold().failure()).isEqualTo("the run was not done within 3 s");
    }

    @Test
    void takesOverWorkThatWasDoneBefore() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a"));

        run.refuses(reused("b"));
        assertThat(run.when(reused("a"))).containsExactly("start b#1");
        assertThat(run.state("a")).isEqualTo(StepState.SUCCEEDED);
        assertThat(run.fold().head()).isEqualTo("commit-cached");
        run.refuses(started("a", 1));
    }

    @Test
    void reusesNothingBehindAGate() {
        Scenario run = Scenario.started(Plans.plan().step("a", NONE.behindApproval()));

        run.refuses(reused("a"));
    }

    @Test
    void goesOnWithTheSameRunAfterItFailed() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a").step("c", "b"))
                .given(started("a", 1), succeeded("a", 1), started("b", 1), failed("b", 1), Facts.receipt());

        run.refuses(reopened("b"));
        run.refuses(reopened("c"));
        assertThat(run.when(reopened("a"))).containsExactly("open workspace");
        assertThat(run.fold().head()).isEqualTo("commit-a");
        assertThat(run.crash()).containsExactly("open workspace");
        assertThat(run.when(Facts.runStarted())).containsExactly("start b#2");
        run.refuses(started("b", 1));
        run.given(started("b", 2), succeeded("b", 2), started("c", 1));
        assertThat(run.when(succeeded("c", 1))).endsWith("issue receipt");
        assertThat(run.when(Facts.receipt())).containsExactly("close workspace");
        assertThat(run.fold().openings()).isEqualTo(2);
    }

    @Test
    void keepsNoStepWhoseNeedsAreNotKept() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a"))
                .given(started("a", 1), succeeded("a", 1), started("b", 1), succeeded("b", 1), Facts.receipt());

        run.refuses(reopened("b"));
        assertThat(run.when(reopened("a", "b"), Facts.runStarted()))
                .contains("write run succeeded at commit-b", "issue receipt");
    }

    @Test
    void reopensNoRunThatGoesOn() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a"))
                .given(started("a", 1), succeeded("a", 1), started("b", 1));

        run.refuses(reopened("a"));
    }

    @Test
    void letsNoRunGoOnThatIsNotPaused() {
        Scenario run = Scenario.started(Plans.plan().step("a"));

        run.refuses(UNPAUSED);
        assertThat(run.given(PAUSED).when(UNPAUSED)).containsExactly("start a#1");
        run.refuses(UNPAUSED);
    }

    @Test
    void keepsNoStepThatHasNotSucceeded() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", "a"))
                .given(started("a", 1), succeeded("a", 1), started("b", 1), failed("b", 1), Facts.receipt());

        run.refuses(reopened("a", "b"));
        assertThat(run.when(reopened("a"), Facts.runStarted())).containsExactly("start b#2");
    }

    @Test
    void keepsTheLanesOfAKeptJoin() {
        Plan.Group any = new Plan.Group(new StepId("g"), List.of("g/x", "g/y"), 1, 2, false);
        Scenario run = Scenario.started(Plans.plan()
                        .step("x", NONE.in("g/x"))
                        .step("y", NONE.in("g/y"))
                        .join(any)
                        .step("z", "g"))
                .given(started("x", 1), started("y", 1), succeeded("x", 1), failed("y", 1))
                .given(started("g", 1), succeeded("g", 1), started("z", 1), failed("z", 1), Facts.receipt());

        assertThat(run.when(reopened("x", "g"), Facts.runStarted())).containsExactly("start z#2");
        assertThat(run.state("y")).isEqualTo(StepState.FAILED);
        assertThat(run.fold().lanesThatPassed(new StepId("g"))).containsExactly("g/x");
    }

    @Test
    void joinsLanesThatWereAllKept() {
        Plan.Group both = new Plan.Group(new StepId("g"), List.of("g/x", "g/y"), 2, 1, true);
        Scenario run = Scenario.started(Plans.plan()
                        .step("x", NONE.in("g/x"))
                        .step("y", NONE.in("g/y"))
                        .join(both))
                .given(started("x", 1), succeeded("x", 1), started("y", 1), succeeded("y", 1))
                .given(started("g", 1), failed("g", 1), Facts.receipt());

        assertThat(run.when(reopened("x", "y"), Facts.runStarted())).containsExactly("start g#2");
    }

    @Test
    void refusesAPlanNobodyKnows() {
        Scenario run = Scenario.started(Plans.plan().step("a")).given(started("a", 1), failed("a", 1));
        Fact other = Facts.reopened("other", List.of());

        assertThatThrownBy(() -> run.fold().apply(other, Facts.AT)).isInstanceOf(IllegalFact.class);
    }

    @Test
    void remembersWhatWasApprovedAndDone() {
        Scenario run = Scenario.started(Plans.plan().step("a"))
                .given(started("a", 1), Facts.called("a", 1), Facts.decided("a", 1, Verdict.ASK))
                .given(Facts.asked("a", 1, 1), Facts.granted("a", 1, 1), Facts.intended("a", 1))
                .given(Facts.completed("a", 1), failed("a", 1), Facts.receipt(), reopened(), Facts.runStarted());

        assertThat(run.fold().remains().effects(new StepId("a")))
                .extracting(DoneEffect::effect)
                .containsExactly(Facts.effect("a"));
        assertThat(run.fold().remains().effects(new StepId("b"))).isEmpty();
    }

    @Test
    void takesAnApprovedEffectForDoneInALaterAttemptAndOnlyThen() {
        Scenario run = Scenario.started(Plans.plan().step("a", NONE.behindApproval()))
                .given(started("a", 1), Facts.called("a", 1), Facts.decided("a", 1, Verdict.ALLOW))
                .given(Facts.asked("a", 1, 1), Facts.granted("a", 1, 1), Facts.intended("a", 1))
                .given(Facts.completed("a", 1));
        DoneEffect done = run.fold().remains().effects(new StepId("a")).getFirst();
        Digest now = Facts.effect("a").digest();

        run.given(Facts.called("a", 1, "again"), Facts.decided("a", 1, "again", Verdict.ALLOW));
        run.refuses(done.reusedBy(1, "again", now));
        run.given(failed("a", 1), Facts.receipt(), reopened(), Facts.runStarted(), started("a", 2));
        run.given(Facts.called("a", 2));
        run.refuses(done.reusedBy(2, "call", now));
        run.given(Facts.decided("a", 2, Verdict.ASK));
        run.refuses(new DoneEffect(done.effect(), new ApprovalId("01900000-0000-7000-8000-0000000000ff"), done.result())
                .reusedBy(2, "call", now));
        run.given(done.reusedBy(2, "call", now));

        assertThat(run.given(succeeded("a", 2)).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void takesNothingForDoneThatThePolicyNowDenies() {
        Scenario run = Scenario.started(Plans.plan().step("a"))
                .given(started("a", 1), Facts.called("a", 1), Facts.decided("a", 1, Verdict.ASK))
                .given(Facts.asked("a", 1, 1), Facts.granted("a", 1, 1), Facts.intended("a", 1))
                .given(Facts.completed("a", 1), failed("a", 1), Facts.receipt(), reopened(), Facts.runStarted())
                .given(started("a", 2), Facts.called("a", 2), Facts.decided("a", 2, Verdict.DENY));

        run.refuses(run.fold()
                .remains()
                .effects(new StepId("a"))
                .getFirst()
                .reusedBy(2, "call", Facts.effect("a").digest()));
    }
}
