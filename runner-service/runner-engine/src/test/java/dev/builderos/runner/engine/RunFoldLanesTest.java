package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.cancel;
import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.failedForNow;
import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.stopped;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFoldLanesTest {
    private enum Speed {
        FAIL_FAST,
        COLLECT
    }

    /** Lanes x, y, z with one step each, named after their lane, and {@code after} behind the join. */
    private static Scenario threeLanes(int needed, int maxParallel, Speed speed) {
        return Scenario.started(Plans.plan()
                .step("x", NONE.in("g/x"))
                .step("y", NONE.in("g/y"))
                .step("z", NONE.in("g/z"))
                .join(group(needed, maxParallel, speed, "g/x", "g/y", "g/z"))
                .step("after", "g"));
    }

    private static Plan.Group group(int needed, int maxParallel, Speed speed, String... lanes) {
        return new Plan.Group(new StepId("g"), List.of(lanes), needed, maxParallel, speed == Speed.FAIL_FAST);
    }

    @Test
    void joinsWhenAllLanesWentWell() {
        Scenario run = threeLanes(3, 3, Speed.FAIL_FAST).given(started("x", 1), started("y", 1), started("z", 1));

        assertThat(run.when(succeeded("x", 1), succeeded("y", 1))).isEmpty();
        run.refuses(started("g", 1));
        assertThat(run.when(succeeded("z", 1))).containsExactly("start g#1");
        assertThat(run.fold().lanesThatPassed(new StepId("g"))).containsExactly("g/x", "g/y", "g/z");
        assertThat(run.crash()).containsExactly("start g#1");
        assertThat(run.when(started("g", 1), succeeded("g", 1))).containsExactly("start after#1");
        assertThat(run.fold().head()).isEqualTo("commit-g");
    }

    @Test
    void stopsTheOthersOnceTheOutcomeIsCertain() {
        Scenario run = threeLanes(3, 3, Speed.FAIL_FAST).given(started("x", 1), started("y", 1), started("z", 1));

        assertThat(run.when(failed("x", 1, "invalid_output")))
                .containsExactly("stop y: the outcome of g was certain", "stop z: the outcome of g was certain");
        assertThat(run.crash()).containsExactly("stop y: its lane was stopped", "stop z: its lane was stopped");
        run.given(stopped("y"));
        assertThat(run.when(stopped("z")))
                .containsExactly(
                        "write failed g (invalid_output): lanes that failed: x, y, z",
                        "write skipped after: not reached: g failed",
                        "write run failed: g: lanes that failed: x, y, z",
                        "issue receipt");
        assertThat(run.state("g")).isEqualTo(StepState.FAILED);
    }

    @Test
    void letsTheOthersFinishWhereEverythingIsCollected() {
        Scenario run = threeLanes(3, 3, Speed.COLLECT).given(started("x", 1), started("y", 1), started("z", 1));

        assertThat(run.when(failed("x", 1))).isEmpty();
        assertThat(run.when(succeeded("y", 1))).isEmpty();
        assertThat(run.when(succeeded("z", 1))).startsWith("write failed g (test_failed): lanes that failed: x");
    }

    @Test
    void isContentWithOneOfMany() {
        Scenario run = threeLanes(1, 3, Speed.FAIL_FAST).given(started("x", 1), started("y", 1), started("z", 1));

        assertThat(run.when(failed("x", 1))).isEmpty();
        assertThat(run.when(succeeded("y", 1))).containsExactly("stop z: the outcome of g was certain");
        assertThat(run.when(stopped("z"))).containsExactly("start g#1");
        assertThat(run.fold().lanesThatPassed(new StepId("g"))).containsExactly("g/y");
    }

    @Test
    void countsAQuorum() {
        Scenario run = threeLanes(2, 3, Speed.COLLECT).given(started("x", 1), started("y", 1), started("z", 1));

        run.given(succeeded("x", 1), failed("y", 1));
        assertThat(run.when(succeeded("z", 1))).containsExactly("start g#1");
    }

    @Test
    void failsOnceAQuorumIsOutOfReach() {
        Scenario run = threeLanes(2, 3, Speed.FAIL_FAST).given(started("x", 1), started("y", 1), started("z", 1));

        assertThat(run.when(failed("x", 1))).isEmpty();
        assertThat(run.when(failed("y", 1))).containsExactly("stop z: the outcome of g was certain");
    }

    @Test
    void startsNoMoreLanesAtOnceThanAllowed() {
        Scenario run = threeLanes(3, 1, Speed.FAIL_FAST);

        assertThat(run.crash()).containsExactly("start x#1");
        run.refuses(started("y", 1));
        assertThat(run.when(started("x", 1), succeeded("x", 1))).containsExactly("start y#1");
        assertThat(run.when(started("y", 1), succeeded("y", 1))).containsExactly("start z#1");
    }

    @Test
    void startsEveryFirstStepOfALaneThatHadToWait() {
        Scenario run = Scenario.started(Plans.plan()
                .step("x", NONE.in("g/x"))
                .step("y1", NONE.in("g/y"))
                .step("y2", NONE.in("g/y"))
                .join(group(2, 1, Speed.FAIL_FAST, "g/x", "g/y")));

        assertThat(run.when(started("x", 1), succeeded("x", 1))).containsExactly("start y1#1", "start y2#1");
    }

    @Test
    void leavesOutLanesThatWaitedWhenTheOutcomeIsCertain() {
        Scenario run = threeLanes(1, 1, Speed.FAIL_FAST).given(started("x", 1));

        assertThat(run.when(succeeded("x", 1)))
                .contains("start y#1", "write skipped z: not reached: the outcome of g was certain");
        assertThat(run.state("y")).isEqualTo(StepState.SKIPPED);
        run.refuses(started("y", 1));
    }

    @Test
    void stopsTheRestOfALaneThatFails() {
        Scenario run = Scenario.started(Plans.plan()
                        .step("x1", NONE.in("g/x"))
                        .step("x2", NONE.in("g/x"))
                        .step("x3", NONE.in("g/x"), "x1")
                        .step("y", NONE.in("g/y"))
                        .join(group(1, 2, Speed.COLLECT, "g/x", "g/y")))
                .given(started("x1", 1), started("x2", 1), started("y", 1));

        assertThat(run.when(failed("x1", 1)))
                .containsExactly("stop x2: x1 failed", "write skipped x3: not reached: x1 failed");
        assertThat(run.when(stopped("x2"))).isEmpty();
        assertThat(run.when(succeeded("y", 1))).containsExactly("start g#1");
    }

    @Test
    void doesNotTryAgainInALaneThatWasStopped() {
        Scenario run = Scenario.started(Plans.plan()
                        .step("x1", NONE.in("g/x"))
                        .step("x2", NONE.in("g/x").retrying(2))
                        .step("y", NONE.in("g/y"))
                        .join(group(1, 2, Speed.COLLECT, "g/x", "g/y")))
                .given(started("x1", 1), started("x2", 1), failed("x1", 1));

        assertThat(run.when(failedForNow("x2", 1))).containsExactly("write cancelled x2: its lane was stopped");
        assertThat(run.crash()).containsExactly("start y#1");
    }

    @Test
    void mergesNoLaneThatWasStoppedEvenIfItFinished() {
        Scenario run = threeLanes(1, 3, Speed.FAIL_FAST)
                .given(started("x", 1), started("y", 1), started("z", 1), succeeded("x", 1));

        run.given(succeeded("y", 1));

        assertThat(run.when(succeeded("z", 1))).containsExactly("start g#1");
        assertThat(run.fold().lanesThatPassed(new StepId("g"))).containsExactly("g/x");
    }

    @Test
    void failsTheRunWhenTheLanesDoNotMerge() {
        Scenario run = threeLanes(3, 3, Speed.FAIL_FAST)
                .given(started("x", 1), started("y", 1), started("z", 1))
                .given(succeeded("x", 1), succeeded("y", 1), succeeded("z", 1), started("g", 1));

        assertThat(run.when(failed("g", 1, "invalid_output")))
                .containsExactly(
                        "write skipped after: not reached: g failed", "write run failed: g: g broke", "issue receipt");
    }

    @Test
    void refusesAJoinThatFailsBeforeItsLanesAreOver() {
        threeLanes(3, 3, Speed.FAIL_FAST).refuses(failed("g", 0));
    }

    @Test
    void cancelsLanesAndTheirJoin() {
        Scenario run = threeLanes(3, 2, Speed.FAIL_FAST).given(started("x", 1), started("y", 1));

        assertThat(run.when(cancel()))
                .containsExactly(
                        "stop x: the run was cancelled",
                        "stop y: the run was cancelled",
                        "write cancelled z: the run was cancelled",
                        "write cancelled g: the run was cancelled",
                        "write cancelled after: the run was cancelled");
    }

    private static Scenario watchInALane() {
        return Scenario.started(Plans.plan()
                        .step("watch", NONE.in("g/x"))
                        .step("watch-rollback", NONE.in("g/x").takingBack("watch"), "watch")
                        .step("y", NONE.in("g/y"))
                        .join(group(2, 2, Speed.FAIL_FAST, "g/x", "g/y")))
                .given(started("watch", 1), started("y", 1));
    }

    @Test
    void countsALaneAsGoodWhoseCompensationWasNotNeeded() {
        Scenario run = watchInALane();

        run.given(succeeded("watch", 1));

        assertThat(run.when(succeeded("y", 1))).containsExactly("start g#1");
        assertThat(run.fold().lanesThatPassed(new StepId("g"))).containsExactly("g/x", "g/y");
    }

    @Test
    void takesBackWithinALaneBeforeTheLanesFail() {
        Scenario run = watchInALane();

        assertThat(run.when(failed("watch", 1)))
                .containsExactly("start watch-rollback#1", "stop y: the outcome of g was certain");
        assertThat(run.when(stopped("y"))).isEmpty();
        assertThat(run.when(started("watch-rollback", 1), succeeded("watch-rollback", 1)))
                .startsWith("write failed g (test_failed): lanes that failed: x, y");
    }
}
