package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.admitted;
import static dev.builderos.runner.engine.Facts.answered;
import static dev.builderos.runner.engine.Facts.cancel;
import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.failedForNow;
import static dev.builderos.runner.engine.Facts.receipt;
import static dev.builderos.runner.engine.Facts.runStarted;
import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.stopped;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import org.junit.jupiter.api.Test;

class RunFoldTest {
    private static Plans twoInARow() {
        return Plans.plan().step("build").step("test", "build");
    }

    @Test
    void opensTheWorkspaceOfAnAdmittedRun() {
        Scenario run = Scenario.of(twoInARow());

        assertThat(run.when(admitted(run.fold().plan()))).containsExactly("open workspace");
        assertThat(run.state()).isEqualTo(RunState.ADMITTED);
    }

    @Test
    void startsOneStepAfterTheOther() {
        Scenario run = Scenario.of(twoInARow()).given(admitted(twoInARow().build()));

        assertThat(run.when(runStarted())).containsExactly("start build#1");
        assertThat(run.when(started("build", 1), succeeded("build", 1))).containsExactly("start test#1");
        assertThat(run.when(started("test", 1), succeeded("test", 1)))
                .containsExactly("write run succeeded at commit-test", "issue receipt");
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.when(receipt())).containsExactly("close workspace");
        assertThat(run.fold().closed()).isTrue();
    }

    @Test
    void waitsForEverythingAStepNeeds() {
        Scenario run = Scenario.of(Plans.plan().step("a").step("b").step("c", "a", "b"));

        assertThat(run.when(admitted(run.fold().plan()), runStarted())).containsExactly("start a#1", "start b#1");
        assertThat(run.when(started("a", 1), succeeded("a", 1))).isEmpty();
        run.refuses(started("c", 1));
        assertThat(run.when(started("b", 1), succeeded("b", 1))).containsExactly("start c#1");
    }

    @Test
    void refusesTheFirstFactTwiceAndAnyOtherBeforeIt() {
        Scenario run = Scenario.of(twoInARow());

        run.refuses(runStarted());
        run.refuses(cancel());
        run.refuses(new Fact.RunTakenOver("another"));
        run.given(admitted(run.fold().plan()));
        run.refuses(admitted(run.fold().plan()));
        run.refuses(started("build", 1));
    }

    @Test
    void refusesOutcomesOfOtherAttemptsAndSecondOutcomes() {
        Scenario run = Scenario.started(twoInARow()).given(started("build", 1));

        run.refuses(started("build", 1));
        run.refuses(started("build", 2));
        run.refuses(succeeded("build", 2));
        run.refuses(failed("build", 2));
        run.refuses(answered("build", 2, 1));
        run.given(succeeded("build", 1));
        run.refuses(succeeded("build", 1));
        run.refuses(failed("build", 1));
        run.refuses(stopped("build"));
    }

    @Test
    void refusesAnEndOfTheRunWhileStepsAreOpenAndKeepsItsState() {
        Scenario run = Scenario.started(twoInARow());

        run.refuses(new Fact.RunSucceeded("elsewhere"));
        run.refuses(new Fact.RunFailed(null, "because"));
        run.refuses(new Fact.RunCancelled("because"));
        run.refuses(receipt());
        assertThat(run.fold().head()).isEqualTo("base");
        assertThat(run.fold().failure()).isNull();
    }

    @Test
    void refusesToSkipOrCancelAStepNobodyStopped() {
        Scenario run = Scenario.started(twoInARow()).given(started("build", 1));

        run.refuses(stopped("build"));
        run.refuses(new Fact.StepSkipped(new StepId("test"), "no"));
    }

    @Test
    void endsAsFailedWhenTheWorkspaceCannotBeMade() {
        Scenario run = Scenario.of(twoInARow()).given(admitted(twoInARow().build()));

        assertThat(run.when(new Fact.RunFailed(null, "no room"))).containsExactly("issue receipt");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.fold().failure()).isEqualTo("no room");
    }

    // ---- failure

    @Test
    void skipsWhatComesAfterAFailureAndStopsWhatRuns() {
        Scenario run = Scenario.started(
                        Plans.plan().step("a").step("b").step("c", "a").step("d", "b"))
                .given(started("a", 1), started("b", 1));

        assertThat(run.when(failed("a", 1)))
                .containsExactly(
                        "stop b: a failed",
                        "write skipped c: not reached: a failed",
                        "write skipped d: not reached: a failed");
        assertThat(run.when(stopped("b"))).containsExactly("write run failed: a: a broke", "issue receipt");
        assertThat(run.state("d")).isEqualTo(StepState.SKIPPED);
        assertThat(run.state("b")).isEqualTo(StepState.CANCELLED);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void takesTheOutcomeOfAStepThatWasFasterThanItsStop() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b"))
                .given(started("a", 1), started("b", 1), failed("a", 1));

        assertThat(run.when(succeeded("b", 1))).containsExactly("write run failed: a: a broke", "issue receipt");
        run.refuses(stopped("b"));
    }

    @Test
    void goesOnAfterAFailureThatIsToBeIgnored() {
        Scenario run = Scenario.started(
                        Plans.plan().step("lint", NONE.continuing()).step("build", "lint"))
                .given(started("lint", 1));

        assertThat(run.when(failed("lint", 1))).containsExactly("start build#1");
        assertThat(run.when(started("build", 1), succeeded("build", 1)))
                .containsExactly("write run succeeded at commit-build", "issue receipt");
    }

    // ---- retries

    @Test
    void triesAgainWhenTheFailureSaysSo() {
        Scenario run =
                Scenario.started(Plans.plan().step("fetch", NONE.retrying(1))).given(started("fetch", 1));

        assertThat(run.when(failedForNow("fetch", 1))).containsExactly("retry fetch#2 at 2026-11-22T10:01:00Z");
        assertThat(run.state("fetch")).isEqualTo(StepState.RETRYING);
        assertThat(run.crash()).containsExactly("retry fetch#2 at 2026-11-22T10:01:00Z");
        run.refuses(started("fetch", 1));
        assertThat(run.when(started("fetch", 2), succeeded("fetch", 2)))
                .containsExactly("write run succeeded at commit-fetch", "issue receipt");
    }

    @Test
    void doesNotTryAgainInARunThatFails() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b", NONE.retrying(1)))
                .given(started("a", 1), started("b", 1), failed("a", 1));

        assertThat(run.when(failedForNow("b", 1)))
                .containsExactly("write cancelled b: the run failed", "write run failed: a: a broke", "issue receipt");
    }

    @Test
    void forgetsCallsAndAnswersOfAnEarlierAttempt() {
        Scenario run = Scenario.started(Plans.plan().step("a", NONE.retrying(1)))
                .given(started("a", 1), answered("a", 1, 1), Facts.called("a", 1), failedForNow("a", 1));

        run.given(started("a", 2));

        StepStatus step = run.fold().step(new StepId("a"));
        assertThat(step.calls()).isEmpty();
        assertThat(step.answers()).isEmpty();
        assertThat(run.fold().usage().inputTokens()).isEqualTo(100);
        assertThat(run.fold().usage().outputTokens()).isEqualTo(20);
    }

    @Test
    void failsTheRunWithTheClassOfATimeout() {
        Scenario run = Scenario.started(Plans.plan().step("slow")).given(started("slow", 1));

        assertThat(run.when(failed("slow", 1, "timeout")))
                .containsExactly("write run failed: slow: slow broke", "issue receipt");
    }

    // ---- cancel

    @Test
    void cancelsARunThatHasNoWorkspaceYet() {
        Scenario run = Scenario.of(twoInARow()).given(admitted(twoInARow().build()));

        assertThat(run.when(cancel()))
                .containsExactly(
                        "write cancelled build: the run was cancelled",
                        "write cancelled test: the run was cancelled",
                        "write run cancelled: changed my mind",
                        "issue receipt");
        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        run.refuses(runStarted());
    }

    @Test
    void cancelsWhatRunsWaitsAndRetries() {
        Scenario run = Scenario.started(Plans.plan()
                        .step("runs")
                        .step("waits", NONE.behindApproval())
                        .step("retries", NONE.retrying(1))
                        .step("later", "runs"))
                .given(started("runs", 1), started("waits", 1), started("retries", 1))
                .given(
                        Facts.called("waits", 1),
                        Facts.decided("waits", 1, Verdict.ASK),
                        Facts.asked("waits", 1, 7),
                        failedForNow("retries", 1));

        assertThat(run.when(cancel()))
                .containsExactly(
                        "stop runs: the run was cancelled",
                        "write cancelled waits: the run was cancelled",
                        "write cancelled retries: the run was cancelled",
                        "write cancelled later: the run was cancelled",
                        "withdraw [00000000-0000-7000-8000-000000000007]: the run was cancelled");
        assertThat(run.state()).isEqualTo(RunState.CANCELLING);
        assertThat(run.crash()).containsExactly("stop runs: the run was cancelled");
        run.refuses(cancel());
        run.refuses(Facts.granted("waits", 1, 7));
        run.refuses(started("retries", 2));
        assertThat(run.when(stopped("runs"))).containsExactly("write run cancelled: changed my mind", "issue receipt");
        run.refuses(cancel());
    }

    @Test
    void cancelsARunThatIsFailing() {
        Scenario run = Scenario.started(Plans.plan().step("a").step("b"))
                .given(started("a", 1), started("b", 1), failed("a", 1));

        assertThat(run.when(cancel())).isEmpty();
        assertThat(run.when(stopped("b"))).containsExactly("write run cancelled: changed my mind", "issue receipt");
    }

    // ---- compensation

    private static Plans watched() {
        return Plans.plan()
                .step("release")
                .step("watch", "release")
                .step("watch-rollback", NONE.takingBack("watch"), "watch")
                .step("announce", "watch")
                .step("docs");
    }

    private static Scenario watching() {
        return Scenario.started(watched())
                .given(started("docs", 1), started("release", 1), succeeded("release", 1), started("watch", 1));
    }

    @Test
    void takesBackWhatAFailedWatchFoundBroken() {
        Scenario run = watching();

        assertThat(run.when(failed("watch", 1)))
                .containsExactly(
                        "start watch-rollback#1",
                        "write skipped announce: not reached: watch failed",
                        "stop docs: watch failed");
        assertThat(run.crash()).containsExactly("start watch-rollback#1", "stop docs: the run failed");
        assertThat(run.when(stopped("docs"))).isEmpty();
        assertThat(run.when(started("watch-rollback", 1), succeeded("watch-rollback", 1)))
                .containsExactly("write run failed: watch: watch broke", "issue receipt");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void doesNotTakeBackWhatWentWell() {
        Scenario run = watching();

        assertThat(run.when(succeeded("watch", 1)))
                .containsExactly("write skipped watch-rollback: not needed: watch went well", "start announce#1");
        run.refuses(started("watch-rollback", 1));
    }

    @Test
    void doesNotTakeBackWhatWasNeverReached() {
        Scenario run = Scenario.started(watched()).given(started("release", 1), started("docs", 1));

        assertThat(run.when(failed("docs", 1))).contains("write skipped watch-rollback: not reached: docs failed");
    }

    @Test
    void keepsTakingBackWhenAnotherStepFailsMeanwhile() {
        Scenario run = watching().given(failed("watch", 1), started("watch-rollback", 1));

        assertThat(run.when(failed("docs", 1))).isEmpty();
        assertThat(run.crash()).containsExactly("continue watch-rollback#1");
        assertThat(run.when(failed("watch-rollback", 1)))
                .containsExactly("write run failed: watch: watch broke", "issue receipt");
    }

    @Test
    void stopsTakingBackWhenThePersonCancels() {
        Scenario run = watching().given(failed("watch", 1), started("watch-rollback", 1), stopped("docs"));

        assertThat(run.when(cancel())).containsExactly("stop watch-rollback: the run was cancelled");
        assertThat(run.when(stopped("watch-rollback")))
                .containsExactly("write run cancelled: changed my mind", "issue receipt");
    }

    @Test
    void doesNotTakeBackAfterACancel() {
        Scenario run = watching().given(cancel());

        assertThat(run.when(failed("watch", 1))).isEmpty();
        run.refuses(started("watch-rollback", 1));
    }

    // ---- takeover

    @Test
    void goesOnWhereTheDeadRunnerStopped() {
        Scenario run = Scenario.of(twoInARow()).given(admitted(twoInARow().build()));

        assertThat(run.crash()).containsExactly("open workspace");
        run.given(runStarted());
        assertThat(run.crash()).containsExactly("start build#1");
        run.given(started("build", 1));
        assertThat(run.when(new Fact.RunTakenOver("another"))).isEmpty();
        assertThat(run.crash()).containsExactly("continue build#1");
        run.given(succeeded("build", 1), started("test", 1), succeeded("test", 1));
        assertThat(run.crash()).containsExactly("issue receipt");
        run.refuses(new Fact.RunTakenOver("another"));
        run.given(receipt());
        assertThat(run.crash()).containsExactly("close workspace");
        run.refuses(receipt());
    }
}
