package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pipelines whose steps are multiplied, left out, or stand in lanes within lanes; with real commands in real worktrees. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineShapesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Installation builderos;
    private GitProject project;

    PipelineShapesIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void makeAProject() {
        project = GitProject.with(builderos.directory().resolve("shapes"), "- { id: one, run: \"true\" }");
        Command.Outcome up = builderos.run(project.root(), "up");
        assertThat(up.exitCode()).as(up.all()).isZero();
    }

    @Test
    void aMatrixIsCarriedOutForEachCombinationAndMerged() {
        List<String> started = succeed("""
                - id: grid
                  matrix: { jdk: [21, 25], os: [linux, mac] }
                  run: "echo x > g-${matrix.jdk}-${matrix.os}.txt"
                - { id: all, needs: [grid], run: "ls g-21-linux.txt g-21-mac.txt g-25-linux.txt g-25-mac.txt" }
                """);

        assertThat(started)
                .containsExactlyInAnyOrder(
                        "grid-21-linux", "grid-21-mac", "grid-25-linux", "grid-25-mac", "grid", "all");
    }

    @Test
    void aForeachGoesOverTheListThatAnEarlierStepLeft() {
        List<String> started = succeed("""
                - { id: list, run: "printf '[\\"a\\",\\"b\\",\\"c\\"]' > items.json", out: [items.json] }
                - id: each
                  needs: [list]
                  foreach: { items: "${list.items}", as: name, max_parallel: 2 }
                  run: "echo x > ${name}.txt"
                - { id: all, needs: [each], run: "ls a.txt b.txt c.txt" }
                """);

        assertThat(started).containsExactlyInAnyOrder("list", "each-0", "each-1", "each-2", "each", "all");
    }

    @Test
    void aStepWhoseConditionIsFalseIsLeftOutAndTheRestGoesOn() {
        List<String> started = succeed("""
                - { id: first, run: "true" }
                - { id: never, needs: [first], when: 'project.name == "another"', run: "exit 1" }
                - { id: last, needs: [never], run: "true" }
                """);

        assertThat(started).containsExactly("first", "last");
    }

    @Test
    void lanesWithinLanesAreMergedIntoTheLaneTheyAreIn() {
        List<String> started = succeed("""
                - id: outer
                  lanes:
                    left:
                      - { id: l1, run: "echo x > l1.txt" }
                      - id: inner
                        needs: [l1]
                        lanes:
                          x: [ { id: x1, run: "ls l1.txt && echo x > x.txt" } ]
                          y: [ { id: y1, run: "test ! -e r1.txt && echo x > y.txt" } ]
                      - { id: l2, needs: [inner], run: "ls l1.txt x.txt y.txt && test ! -e r1.txt" }
                    right: [ { id: r1, run: "echo x > r1.txt" } ]
                - { id: all, needs: [outer], run: "ls l1.txt x.txt y.txt r1.txt" }
                """);

        assertThat(started).contains("inner", "l2", "outer", "all").hasSize(8);
    }

    @Test
    void stepsThatTouchNothingNeedNoRepository() {
        List<String> started = succeed("""
                - { id: one, action: noop }
                - { id: two, needs: [one], action: noop }
                - { id: three, needs: [two], action: noop, checkpoint: true }
                """);

        assertThat(started).containsExactly("one", "two", "three");
    }

    @Test
    void aPausedRunStartsNothingNewUntilItIsResumed() {
        project.pipeline("""
                - { id: one, run: "sleep 2" }
                - { id: two, needs: [one], run: "true" }
                """);
        Command.Outcome detached =
                builderos.run(project.root(), "run", "ship/test.yaml", "--allow-dirty", "--detach", "--json");
        String run = Json.read(detached.out()).path("runId").asText();

        Command.Outcome paused = builderos.run(project.root(), "pause", run, "--reason", "a look", "--json");
        await().atMost(PATIENCE).until(() -> stateOf(run, "one").equals("SUCCEEDED"));
        JsonNode held =
                Json.read(builderos.run(project.root(), "show", run, "--json").out());
        Command.Outcome resumed = builderos.run(project.root(), "resume", run);

        assertThat(paused.exitCode()).as(paused.all()).isZero();
        assertThat(held.path("summary").path("state").asText()).isEqualTo("PAUSED");
        assertThat(stateOf(held, "two")).isEqualTo("PENDING");
        assertThat(resumed.exitCode()).as(resumed.all()).isZero();
        await().atMost(PATIENCE).until(() -> stateOf(run, "two").equals("SUCCEEDED"));
        Command.Outcome over = builderos.run(project.root(), "resume", run);
        assertThat(over.exitCode()).as(over.all()).isNotZero();
    }

    private String stateOf(String run, String step) {
        return stateOf(
                Json.read(builderos.run(project.root(), "show", run, "--json").out()), step);
    }

    private static String stateOf(JsonNode run, String step) {
        for (JsonNode each : run.path("steps")) {
            if (each.path("id").asText().equals(step)) {
                return each.path("state").asText();
            }
        }
        throw new AssertionError("there is no step " + step);
    }

    /** Runs these steps, which must go well and leave a receipt that holds; gives those that were started. */
    private List<String> succeed(String steps) {
        project.pipeline(steps);
        Command.Outcome run = builderos.run(project.root(), "run", "ship/test.yaml", "--allow-dirty");
        assertThat(run.exitCode()).as(run.all()).isZero();
        Command.Outcome receipt = builderos.run(project.root(), "receipt", "latest", "-o", "shape.receipt.json");
        assertThat(receipt.exitCode()).as(receipt.all()).isZero();
        Command.Outcome verified = builderos.run(project.root(), "verify", "shape.receipt.json");
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        JsonNode shown = Json.read(
                builderos.run(project.root(), "show", "latest", "--json").out());
        List<String> started = new ArrayList<>();
        for (JsonNode step : shown.path("steps")) {
            if (step.path("attempt").asInt() > 0) {
                started.add(step.path("id").asText());
            }
        }
        return started;
    }
}
