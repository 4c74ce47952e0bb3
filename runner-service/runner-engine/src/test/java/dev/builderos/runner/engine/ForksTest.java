package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForksTest {
    private static final Digest TOOLS = Digest.of("tools");
    private static final Map<String, String> CHANGES = Map.of("input.task", "another");

    @Test
    void takesOverWhatIsNeitherTheStepNorNeedsIt() {
        RunFold source = done(Plans.plan().step("a").step("b", "a").step("c", "b"));

        Forked forked = ready(source, "b");

        assertThat(kept(forked)).containsExactly("a");
        assertThat(forked.headCommit()).isEqualTo("commit-a");
        assertThat(forked.baseCommit()).isEqualTo("base");
        assertThat(forked.kept().getFirst().work().from())
                .isEqualTo(source.admitted().run());
        Scenario fork = forkOf(source, "b", forked);
        assertThat(fork.when(Facts.runStarted())).containsExactly("write StepReused", "start b#1");
        assertThat(fork.fold().head()).isEqualTo("commit-a");
        assertThat(fork.crash()).containsExactly("start b#1");
    }

    @Test
    void workBehindACommitThatIsDoneAnewIsNotTakenOver() {
        RunFold source = done(Plans.plan().step("a").step("b").step("c"));

        Forked forked = ready(source, "b");

        assertThat(kept(forked))
                .as("the commit of c holds the work of b, on the same branch")
                .containsExactly("a");
    }

    @Test
    void whatPeopleApprovedIsNotTakenOver() {
        Scenario source = Scenario.started(Plans.plan().step("a").step("b", "a"))
                .given(Facts.started("a", 1), Facts.called("a", 1, "call-1"))
                .given(Facts.decided("a", 1, "call-1", dev.builderos.contracts.effect.Verdict.ASK))
                .given(Facts.asked("a", 1, "call-1", 1), Facts.granted("a", 1, "call-1", 1))
                .given(Facts.intended("a", 1, "call-1"), Facts.completed("a", 1, "call-1"))
                .given(Facts.succeeded("a", 1), Facts.started("b", 1), Facts.succeeded("b", 1), Facts.receipt());

        assertThat(ready(source.fold(), "b").kept()).isEmpty();
    }

    @Test
    void lanesOfAJoinAreTakenOverWhateverItsParallelism() {
        Plan.Group group = new Plan.Group(new StepId("g"), List.of("g/x", "g/y"), 2, 1, true);
        Plans plans = Plans.plan()
                .step("x1", Plans.Traits.NONE.in("g/x"))
                .step("x2", Plans.Traits.NONE.in("g/x"), "x1")
                .step("y1", Plans.Traits.NONE.in("g/y"))
                .join(group)
                .step("z", "g");
        RunFold source = done(plans);

        Forked forked = ready(source, "x2");

        assertThat(kept(forked)).containsExactlyInAnyOrder("x1", "y1");
        assertThat(forked.lanes()).containsOnly(Map.entry("g/x", "commit-x1"), Map.entry("g/y", "commit-y1"));
        Scenario fork = forkOf(source, "x2", forked);
        assertThat(fork.when(Facts.runStarted())).contains("start x2#1").doesNotContain("start y1#1");
        fork.given(Facts.started("x2", 1));
        assertThat(fork.when(Facts.succeeded("x2", 1))).contains("start g#1");
    }

    @Test
    void theItemsOfAStepStayTheSame() {
        Plans plans = Plans.plan().foreach("each", "work", 2).step("z", "each");
        Scenario source = Scenario.started(plans)
                .given(new Fact.StepExpanded(new StepId("each"), List.of("p", "q")))
                .given(Facts.started("each-0", 1), Facts.succeeded("each-0", 1))
                .given(Facts.started("each-1", 1), Facts.succeeded("each-1", 1))
                .given(Facts.started("each", 1), Facts.succeeded("each", 1))
                .given(Facts.started("z", 1), Facts.succeeded("z", 1), Facts.receipt());

        Forked forked = ready(source.fold(), "z");
        Forked anew = ready(source.fold(), "each");

        assertThat(kept(forked)).containsExactly("each-0", "each-1", "each");
        assertThat(forked.kept().getLast().items()).containsExactly("p", "q");
        assertThat(forkOf(source.fold(), "z", forked).when(Facts.runStarted())).contains("start z#1");
        assertThat(anew.kept()).isEmpty();
    }

    @Test
    void ofTwoCommitsTheLaterOneOfTheSourceIsTheHead() {
        Scenario source = Scenario.started(Plans.plan().step("a").step("b").step("c", "a", "b"))
                .given(Facts.started("a", 1), Facts.started("b", 1))
                .given(Facts.succeeded("b", 1), Facts.succeeded("a", 1))
                .given(Facts.started("c", 1), Facts.succeeded("c", 1), Facts.receipt());

        Forked forked = ready(source.fold(), "c");

        assertThat(forked.headCommit()).isEqualTo("commit-a");
        Scenario fork = forkOf(source.fold(), "c", forked);
        fork.given(Facts.runStarted());
        assertThat(fork.fold().head()).isEqualTo("commit-a");
    }

    @Test
    void saysWhatItCannotDo() {
        RunFold source = done(Plans.plan().step("a").step("b", "a"));

        assertThat(Forks.plan(
                        source, 9, Facts.admitted(source.plan(), 2), source.plan(), new StepId("c"), CHANGES, TOOLS))
                .isEqualTo(new Forks.Planned.UnknownStep(List.of(new StepId("a"), new StepId("b"))));
        assertThat(Forks.plan(
                        source, 9, Facts.admitted(source.plan(), 2), source.plan(), new StepId("b"), CHANGES, TOOLS))
                .isEqualTo(new Forks.Planned.NothingChanged());
        assertThat(Forks.plan(
                        source, 9, Facts.admitted(source.plan(), 2), source.plan(), new StepId("b"), Map.of(), TOOLS))
                .isEqualTo(new Forks.Planned.NothingChanged());
    }

    /** A run of these steps, one after the other, in which all went well. */
    private static RunFold done(Plans plans) {
        Scenario run = Scenario.started(plans);
        for (Plan.Step step : run.fold().plan().steps()) {
            run.given(
                    Facts.started(step.id().value(), 1),
                    Facts.succeeded(step.id().value(), 1));
        }
        return run.given(Facts.receipt()).fold();
    }

    private static Plan changed(RunFold source, String at) {
        List<Plan.Step> steps = new ArrayList<>();
        for (Plan.Step step : source.plan().steps()) {
            boolean is = step.id().value().equals(at);
            steps.add(is && step.each() == null ? Plans.doing(step, "something else") : step);
        }
        return Plans.with(source.plan(), steps);
    }

    private static Forked ready(RunFold source, String at) {
        Plan next = changed(source, at);
        Forks.Planned planned = Forks.plan(
                source,
                9,
                Facts.admitted(next, 2),
                at.equals("each") ? changed(source, "z") : next,
                new StepId(at),
                CHANGES,
                TOOLS);
        assertThat(planned).isInstanceOf(Forks.Planned.Ready.class);
        return ((Forks.Planned.Ready) planned).forked();
    }

    private static Scenario forkOf(RunFold source, String at, Forked forked) {
        Plan next = changed(source, at);
        return Scenario.of(next).given(Facts.admitted(next, 2).forkedFrom(forked));
    }

    private static List<String> kept(Forked forked) {
        return forked.kept().stream().map(each -> each.work().step().value()).toList();
    }
}
