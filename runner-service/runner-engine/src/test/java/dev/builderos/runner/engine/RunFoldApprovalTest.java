package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.asked;
import static dev.builderos.runner.engine.Facts.called;
import static dev.builderos.runner.engine.Facts.completed;
import static dev.builderos.runner.engine.Facts.decided;
import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.granted;
import static dev.builderos.runner.engine.Facts.intended;
import static dev.builderos.runner.engine.Facts.refused;
import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Facts.unknown;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFoldApprovalTest {
    private static Scenario release() {
        return Scenario.started(Plans.plan().step("release")).given(started("release", 1), called("release", 1));
    }

    private static Scenario gated() {
        return Scenario.started(Plans.plan().step("release", NONE.behindApproval()))
                .given(started("release", 1), called("release", 1));
    }

    @Test
    void waitsForPeopleAndGoesOnWhenTheyAgree() {
        Scenario run = release().given(decided("release", 1, Verdict.ASK));

        assertThat(run.when(asked("release", 1, 1))).isEmpty();
        assertThat(run.state("release")).isEqualTo(StepState.WAITING);
        assertThat(run.state()).isEqualTo(RunState.WAITING);
        assertThat(run.crash()).isEmpty();
        assertThat(run.fold().pendingApprovals()).containsExactly(Facts.approval(1));
        run.refuses(succeeded("release", 1));
        run.refuses(intended("release", 1));
        assertThat(run.when(granted("release", 1, 1))).containsExactly("continue release#1");
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        assertThat(run.when(intended("release", 1), completed("release", 1), succeeded("release", 1)))
                .endsWith("issue receipt");
    }

    @Test
    void isRunningAsLongAsSomethingElseRuns() {
        Scenario run = Scenario.started(Plans.plan().step("release").step("docs"))
                .given(started("docs", 1), started("release", 1), called("release", 1))
                .given(decided("release", 1, Verdict.ASK), asked("release", 1, 1));

        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        run.given(succeeded("docs", 1));
        assertThat(run.state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void doesNothingThatPeopleRefused() {
        Scenario run = release().given(decided("release", 1, Verdict.ASK), asked("release", 1, 1));

        assertThat(run.when(refused("release", 1, 1))).containsExactly("continue release#1");
        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
        run.refuses(asked("release", 1, 2));
        run.refuses(granted("release", 1, 1));
        assertThat(run.when(failed("release", 1, "policy_denied")))
                .containsExactly("write run failed: release: release broke", "issue receipt");
    }

    @Test
    void doesNothingThePolicyDidNotAllow() {
        Scenario run = release();

        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
        run.refuses(asked("release", 1, 1));
        run.given(decided("release", 1, Verdict.DENY));
        run.refuses(decided("release", 1, Verdict.ALLOW));
        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
        run.refuses(asked("release", 1, 1));
    }

    @Test
    void doesNothingAnApprovalWasNeededForWithoutIt() {
        Scenario run = release().given(decided("release", 1, Verdict.ASK));

        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
    }

    @Test
    void passesNoGateWithoutAnApprovalWhateverThePolicySays() {
        Scenario run = gated().given(decided("release", 1, Verdict.ALLOW));

        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
        run.refuses(succeeded("release", 1));
        run.given(asked("release", 1, 1), granted("release", 1, 1));
        run.refuses(succeeded("release", 1));
        run.refuses(completed("release", 1));
        assertThat(run.when(intended("release", 1), completed("release", 1), succeeded("release", 1)))
                .endsWith("issue receipt");
    }

    @Test
    void takesNoAnswerToAnotherQuestionOrAnotherEffect() {
        Scenario run = release().given(decided("release", 1, Verdict.ASK), asked("release", 1, 1));

        run.refuses(granted("release", 1, 2));
        run.refuses(Facts.refused("release", 1, 2));
        run.refuses(granted("release", 2, 1));
        run.refuses(granted("release", 1, "other", 1));
        run.refuses(new Fact.ApprovalGranted(
                new StepId("release"), 1, "call", Facts.approval(1), Digest.of("another"), List.of()));
    }

    @Test
    void refusesACallWhoseDigestIsNotItsEffects() {
        Scenario run = Scenario.started(Plans.plan().step("release")).given(started("release", 1));

        run.refuses(new Fact.ToolCalled(
                new StepId("release"), 1, "call", Facts.effect("release"), Digest.of("another"), "release"));
        run.given(called("release", 1));
        run.refuses(called("release", 1));
    }

    @Test
    void takesNoCallOfAStepThatIsNotAtWorkThoughTheRunGoesOn() {
        Scenario run = Scenario.started(Plans.plan().step("release").step("docs"))
                .given(started("docs", 1), started("release", 1), called("release", 1))
                .given(decided("release", 1, Verdict.ASK), asked("release", 1, 1));

        run.refuses(called("release", 1, "another"));
        run.given(granted("release", 1, 1), intended("release", 1), completed("release", 1));
        run.given(succeeded("release", 1));
        run.refuses(called("release", 1, "another"));
    }

    @Test
    void asksPeopleWhenNobodyKnowsWhetherItHappened() {
        Scenario run = release().given(decided("release", 1, Verdict.ALLOW), intended("release", 1));

        assertThat(run.crash()).containsExactly("continue release#1");
        run.given(unknown("release", 1));
        run.refuses(intended("release", 1));
        run.refuses(completed("release", 1));
        run.given(asked("release", 1, 1));
        assertThat(run.state("release")).isEqualTo(StepState.UNKNOWN);
        assertThat(run.state()).isEqualTo(RunState.WAITING);
        run.given(granted("release", 1, 1));
        assertThat(run.state("release")).isEqualTo(StepState.RUNNING);
        assertThat(run.when(intended("release", 1), completed("release", 1), succeeded("release", 1)))
                .endsWith("issue receipt");
    }

    @Test
    void knowsNothingIsUnknownThatWasNeverIntendedOrIsDone() {
        Scenario run = release().given(decided("release", 1, Verdict.ALLOW));

        run.refuses(unknown("release", 1));
        run.given(intended("release", 1), completed("release", 1));
        run.refuses(unknown("release", 1));
        run.refuses(completed("release", 1));
        run.refuses(intended("release", 1));
    }
}
