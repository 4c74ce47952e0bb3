package dev.builderos.runner.engine;

import static dev.builderos.runner.engine.Facts.failed;
import static dev.builderos.runner.engine.Facts.started;
import static dev.builderos.runner.engine.Facts.succeeded;
import static dev.builderos.runner.engine.Plans.Traits.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFoldExpansionTest {
    private static final RunId RUN = new RunId("01900000-0000-7000-8000-000000000001");

    private static Fact expanded(String... items) {
        return new Fact.StepExpanded(new StepId("all"), List.of(items));
    }

    @Test
    void makesAStepForEachItemAndJoinsThem() {
        Scenario run = Scenario.started(
                Plans.plan().foreach("all", "do ${file} ${index}", 1).step("after", "all"));

        assertThat(run.crash()).containsExactly("expand all");
        run.refuses(started("all", 1));
        assertThat(run.when(expanded("x.md", "y.md"))).containsExactly("start all-0#1");
        run.refuses(expanded("x.md"));
        assertThat(run.when(started("all-0", 1), succeeded("all-0", 1))).containsExactly("start all-1#1");
        assertThat(run.when(started("all-1", 1), succeeded("all-1", 1))).containsExactly("start all#1");
        assertThat(Expressed.in(run.fold(), RUN, new StepId("all-1")).render("${file} ${index}"))
                .isEqualTo("y.md 1");
        assertThat(run.when(started("all", 1), succeeded("all", 1))).containsExactly("start after#1");
    }

    @Test
    void succeedsAtOnceWithoutItems() {
        Scenario run = Scenario.started(Plans.plan().foreach("all", "do ${file}", 1));

        assertThat(run.when(expanded())).containsExactly("start all#1");
    }

    @Test
    void failsWithTheItemsThatFailed() {
        Scenario run = Scenario.started(Plans.plan().foreach("all", "do ${file}", 2))
                .given(expanded("x", "y"), started("all-0", 1), started("all-1", 1), failed("all-0", 1));

        assertThat(run.when(Facts.stopped("all-1")))
                .startsWith("write failed all (test_failed): lanes that failed: 0, 1");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void failsWhenTheListCannotBeRead() {
        Scenario run = Scenario.started(Plans.plan().foreach("all", "do ${file}", 2));

        run.given(new Fact.StepFailed(new StepId("all"), 0, "invalid_output", "no list", null));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void refusesMoreItemsThanTheLimit() {
        Scenario run = Scenario.started(Plans.plan().foreach("all", "do ${file}", 2));

        run.refuses(new Fact.StepExpanded(new StepId("all"), Collections.nCopies(RunFold.MAX_ITEMS + 1, "x")));
    }

    @Test
    void waitsForTheOuterLaneBeforeAnInnerOneStarts() {
        Scenario run = Scenario.started(Plans.plan()
                .step("a", NONE.in("g/x"))
                .step("b", NONE.in("g/y/h/p"))
                .step("c", NONE.in("g/y/h/q"))
                .join(new Plan.Group(new StepId("h"), List.of("g/y/h/p", "g/y/h/q"), 2, 1, true), "g/y")
                .join(new Plan.Group(new StepId("g"), List.of("g/x", "g/y"), 2, 1, true)));

        assertThat(run.crash()).containsExactly("start a#1");
        assertThat(run.when(started("a", 1), succeeded("a", 1))).containsExactly("start b#1");
        assertThat(run.when(started("b", 1), succeeded("b", 1))).containsExactly("start c#1");
        assertThat(run.when(started("c", 1), succeeded("c", 1))).containsExactly("start h#1");
        assertThat(run.when(started("h", 1), succeeded("h", 1))).containsExactly("start g#1");
    }

    @Test
    void letsAnOuterLaneFailWithTheJoinInside() {
        Scenario run = Scenario.started(Plans.plan()
                .step("b", NONE.in("g/y/h/p"))
                .step("c", NONE.in("g/y/h/q"))
                .join(new Plan.Group(new StepId("h"), List.of("g/y/h/p", "g/y/h/q"), 2, 2, true), "g/y")
                .join(new Plan.Group(new StepId("g"), List.of("g/y"), 1, 1, true)));

        run.given(started("b", 1), started("c", 1), failed("b", 1, "invalid_output"));
        run.given(Facts.stopped("c"));
        assertThat(run.state("h")).isEqualTo(StepState.FAILED);
        assertThat(run.state("g")).isEqualTo(StepState.FAILED);
        assertThat(run.fold().failure()).isEqualTo("g: lanes that failed: y");
    }

    @Test
    void skipsAStepWhoseConditionIsFalseAndGoesOn() {
        Scenario run = Scenario.started(
                Plans.plan().step("a").when("b", "a.by == 'somebody'", "a").step("c", "b"));

        assertThat(run.when(started("a", 1), succeeded("a", 1)))
                .containsExactly("write skipped b: when a.by == 'somebody' is false", "start c#1");
    }

    @Test
    void startsAStepWhoseConditionHolds() {
        Scenario run = Scenario.started(
                Plans.plan().step("a-1").when("b", "steps['a-1'].state == 'succeeded' && run.base == 'base'", "a-1"));

        assertThat(run.when(started("a-1", 1), succeeded("a-1", 1))).containsExactly("start b#1");
    }

    @Test
    void failsAStepWhoseConditionCannotBeTold() {
        Scenario run = Scenario.started(Plans.plan().step("a").when("b", "a.url == 'x'", "a"))
                .given(started("a", 1), succeeded("a", 1));

        assertThat(run.state("b")).isEqualTo(StepState.FAILED);
        assertThat(run.fold().failure()).startsWith("b: `when a.url == 'x'` cannot be told");
    }
}
