package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import dev.builderos.runner.engine.ResumePlan.Keep;
import dev.builderos.runner.engine.ResumePlan.RunAgain;
import dev.builderos.runner.engine.ResumePlan.RunFirst;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResumePlannerTest {
    private static final Digest TOOLS = Digest.of("tools");

    private static Plans plans(String command) {
        return Plans.plan().step("a").work("b", command, "a").step("c", "b").step("d", "c");
    }

    private static Fact started(Plan plan, String step, int attempt) {
        Map<String, String> parts =
                ContentKey.known(plan, plan.step(new StepId(step)), TOOLS).parts();
        return new Fact.StepStarted(new StepId(step), attempt, Digest.of(step), "tree", parts);
    }

    private static RunFold failedAtC() {
        Scenario run = Scenario.started(plans("make"));
        Plan plan = run.fold().plan();
        run.given(started(plan, "a", 1), succeeded("a", 1), started(plan, "b", 1), succeeded("b", 1));
        run.given(started(plan, "c", 1), failed("c", 1), Facts.receipt());
        return run.fold();
    }

    private static Map<String, ResumePlan.Decision> decisions(ResumePlan plan) {
        Map<String, ResumePlan.Decision> all = new java.util.TreeMap<>();
        plan.steps().forEach(step -> all.put(step.step().value(), step.decision()));
        return all;
    }

    @Test
    void keepsWhatWentWellAndIsTheSame() {
        ResumePlan plan = ResumePlanner.plan(failedAtC(), plans("make").build(), TOOLS, null, List.of());

        assertThat(decisions(plan))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "a", new Keep(),
                        "b", new Keep(),
                        "c", new RunAgain(List.of("it failed: c broke")),
                        "d", new RunFirst()));
        assertThat(plan.kept()).containsExactly(new StepId("a"), new StepId("b"));
    }

    @Test
    void runsAgainWhatWasEditedAndWhatNeedsIt() {
        ResumePlan plan = ResumePlanner.plan(failedAtC(), plans("make all").build(), TOOLS, null, List.of());

        assertThat(decisions(plan))
                .containsEntry("a", new Keep())
                .containsEntry("b", new RunAgain(List.of("the definition of the step changed")))
                .containsEntry("c", new RunAgain(List.of("it needs b, which runs again", "it failed: c broke")));
    }

    @Test
    void runsAgainWhatIsInvalidated() {
        ResumePlan plan = ResumePlanner.plan(failedAtC(), plans("make").build(), TOOLS, null, List.of(new StepId("a")));

        assertThat(decisions(plan))
                .containsEntry("a", new RunAgain(List.of("it was invalidated")))
                .containsEntry("b", new RunAgain(List.of("it needs a, which runs again")));
        assertThat(plan.kept()).isEmpty();
    }

    @Test
    void runsEverythingAgainWithOtherTools() {
        ResumePlan plan = ResumePlanner.plan(failedAtC(), plans("make").build(), Digest.of("others"), null, List.of());

        assertThat(decisions(plan)).containsEntry("a", new RunAgain(List.of("tools changed")));
    }

    @Test
    void saysWhatNeedsPeople() {
        Plans gated = plans("make").step("e", Plans.Traits.NONE.behindApproval(), "d");

        ResumePlan plan = ResumePlanner.plan(failedAtC(), gated.build(), TOOLS, null, List.of());

        assertThat(plan.steps())
                .filteredOn(ResumePlan.StepPlan::needsApproval)
                .extracting(ResumePlan.StepPlan::step)
                .containsExactly(new StepId("e"));
    }

    @Test
    void whatItKeepsCanBeKept() {
        RunFold fold = failedAtC();
        List<StepId> kept = ResumePlanner.plan(fold, plans("make").build(), TOOLS, null, List.of())
                .kept();

        assertThat(fold.apply(Facts.reopened("plan", kept), Facts.AT)).containsExactly(new Command.OpenWorkspace());
    }

    @Test
    void explainsKeysInSentences() {
        assertThat(ContentKey.explain(
                        Map.of("prompt", "builder/plan 1.2.0#x", "value.inputs.task", "1", "policy", "p", "tree", "t"),
                        Map.of("prompt", "builder/plan 1.3.0#y", "value.inputs.task", "2", "policy", "q", "tree", "u"),
                        List.of(new StepId("generate"))))
                .containsExactly(
                        "policy changed",
                        "prompt builder/plan 1.2.0 → 1.3.0",
                        "tree changed: because generate ran again",
                        "input task changed");
    }
}
