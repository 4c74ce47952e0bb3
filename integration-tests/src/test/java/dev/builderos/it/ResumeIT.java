package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that are over and go on: with other files, with what was invalidated, and with what was approved and done. */
@ExtendWith(SharedInstallation.class)
class ResumeIT extends InProject {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String FAILS = """
            - { id: one, run: "echo one > one.txt; echo kept > note.md", out: [note.md] }
            - id: both
              needs: [one]
              lanes:
                unit:
                  - { id: u1, run: "echo u1 > u1.txt" }
                  - { id: u2, run: "test -f missing.txt" }
                docs: [ { id: d1, run: "echo d1 > d1.txt" } ]
            - { id: last, needs: [both], run: "cat one.txt u1.txt d1.txt note.md" }
            """;

    ResumeIT(Installation builderos) {
        super(builderos, FAILS);
    }

    @Test
    void aRunThatFailedGoesOnWithTheEditedPipelineAndKeepsWhatHolds() {
        Command.Outcome failed = run("run", "test");
        assertThat(failed.exitCode()).as(failed.all()).isEqualTo(1);
        project.pipeline(FAILS.replace("missing.txt", "u1.txt"));

        Command.Outcome planned = run("resume", "latest", "--plan", "--json");

        assertThat(decisions(planned.json()))
                .containsOnly(
                        Map.entry("one", "KEEP"),
                        Map.entry("u1", "KEEP"),
                        Map.entry("u2", "RUN_AGAIN"),
                        Map.entry("d1", "KEEP"),
                        Map.entry("both", "RUN_AGAIN"),
                        Map.entry("last", "RUN_FIRST"));
        assertThat(reasons(planned.json(), "u2")).contains("the definition of the step changed");
        assertThat(journal().types()).as("a plan changes nothing").doesNotContain("RunReopened");

        Command.Outcome resumed = run("resume", "latest");

        assertThat(resumed.exitCode()).as(resumed.all()).isZero();
        assertThat(journal().starts())
                .containsOnly(
                        Map.entry("one", 1L),
                        Map.entry("u1", 1L),
                        Map.entry("u2", 2L),
                        Map.entry("d1", 1L),
                        Map.entry("both", 1L),
                        Map.entry("last", 1L));
        verify("latest");
        assertThat(project.git("show", branch() + ":u1.txt")).isEqualTo("u1\n");
    }

    @Test
    void filesAreAsTheLastKeptStepLeftThem() {
        String steps = """
                - { id: one, run: "echo first > note.md; echo rm > gone.md; mkdir -p .builderos; echo kept > .builderos/own.txt",
                    out: [note.md, gone.md, .builderos/own.txt] }
                - { id: two, needs: [one], run: "echo second >> note.md; rm gone.md" }
                - { id: three, needs: [two], run: "exit 1" }
                """;
        project.pipeline(steps);
        assertThat(run("run", "test", "--allow-dirty").exitCode()).isEqualTo(1);
        project.pipeline(
                steps.replace("exit 1", "grep second note.md && test ! -e gone.md && grep kept .builderos/own.txt"));

        succeed("resume", "latest");

        assertThat(journal().starts()).containsOnly(Map.entry("one", 1L), Map.entry("two", 1L), Map.entry("three", 2L));
        assertThat(project.git("show", branch() + ":note.md")).isEqualTo("first\nsecond\n");
    }

    @Test
    void whatIsInvalidatedRunsAgainWithWhatNeedsItAndNothingElse() {
        project.pipeline(FAILS.replace("missing.txt", "u1.txt"));
        succeed("run", "test", "--allow-dirty");

        Command.Outcome nothing = run("resume", "latest");
        succeed("invalidate", "latest", "d1", "--reason", "other words");

        assertThat(nothing.exitCode()).isNotZero();
        assertThat(nothing.all()).contains("nothing would run");
        assertThat(journal().starts())
                .containsOnly(
                        Map.entry("one", 1L),
                        Map.entry("u1", 1L),
                        Map.entry("u2", 1L),
                        Map.entry("d1", 2L),
                        Map.entry("both", 2L),
                        Map.entry("last", 2L));
        succeed("invalidate", "latest", "note.md");
        assertThat(journal().starts()).containsEntry("one", 2L).containsEntry("last", 3L);
        verify("latest");
        Command.Outcome unknown = run("invalidate", "latest", "nobody");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.all())
                .contains("`nobody` is neither a step nor an artifact")
                .contains("one, ");
    }

    @Test
    void anApprovedReleaseThatStandsIsNotRepeatedAndNotAskedForAgain() {
        project.pipeline("""
                - { id: one, run: "echo one > one.txt" }
                - { id: release, needs: [one], action: deploy.release, env: prod }
                - { id: after, needs: [release], run: "true" }
                """);
        succeed("run", "test", "--allow-dirty", "--yes");

        Command.Outcome planned = run("invalidate", "latest", "release", "--plan", "--json");
        succeed("invalidate", "latest", "release");

        assertThat(step(planned.json(), "release").path("done")).hasSize(1);
        Journal journal = journal();
        assertThat(journal.of("ApprovalRequested")).hasSize(1);
        assertThat(journal.of("EffectIntended")).hasSize(1);
        assertThat(journal.of("EffectReused")).hasSize(1);
        verify("latest");

        project.pipeline("""
                - { id: one, run: "echo another > one.txt" }
                - { id: release, needs: [one], action: deploy.release, env: prod }
                - { id: after, needs: [release], run: "true" }
                """);
        succeed("resume", "latest", "--yes");

        assertThat(journal().of("ApprovalRequested"))
                .as("another commit is another release")
                .hasSize(2);
        verify("latest");
    }

    @Test
    void aServerKilledWhileTheRunGoesOnAgainLeavesNothingUndone() {
        project.pipeline(FAILS.replace("missing.txt", "u1.txt"));
        succeed("run", "test", "--allow-dirty");
        project.pipeline(FAILS.replace("missing.txt", "u1.txt").replace("cat one.txt", "sleep 3; cat one.txt"));
        Command.Outcome detached = run("resume", "latest", "--detach", "--json");
        assertThat(detached.exitCode()).as(detached.all()).isZero();

        builderos.killServer();
        Command.Outcome up = run("up");
        assertThat(up.exitCode()).as(up.all()).isZero();

        Command.Outcome shown = run("show", "latest", "-f");
        assertThat(shown.exitCode()).as(shown.all()).isZero();
        assertThat(journal().starts()).containsEntry("one", 1L);
        verify("latest");
    }

    @Test
    void aStepThatBreaksBeforeItBeginsFailsAndTheRunEnds() throws IOException {
        project.pipeline("""
                - { id: one, run: "until test -e go; do sleep 0.1; done" }
                - { id: two, needs: [one], run: "true" }
                """);
        project.commit("steps");
        Command.Outcome started = run("run", "test", "--detach", "--json");
        assertThat(started.exitCode()).as(started.all()).isZero();
        Path workspace = workspaceOf(latest());
        succeed("pause", "latest");
        Files.createFile(workspace.resolve("go"));
        await("the step that ran is over")
                .atMost(PATIENCE)
                .until(() -> journal().types().contains("StepSucceeded"));
        Path objects = project.root().resolve(".git/objects");
        Path away = project.root().resolve(".git/objects-away");
        Files.move(objects, away);
        succeed("resume", "latest");
        await("the failure of the step")
                .atMost(PATIENCE)
                .until(() -> journal().types().contains("StepFailed"));
        Files.move(away, objects);

        Command.Outcome ended = run("show", "latest", "-f");
        assertThat(ended.exitCode()).as(ended.all()).isEqualTo(1);
        assertThat(ended.all()).contains("the runner failed: git");
        assertThat(journal().starts()).containsEntry("two", 1L);
    }

    /** Where the run's steps work, once the first of them does. */
    private Path workspaceOf(String run) {
        Path workspaces = builderos.home().resolve("workspaces");
        await("the workspace of the run").atMost(PATIENCE).until(() -> {
            try (Stream<Path> all = Files.walk(workspaces, 3)) {
                return all.anyMatch(
                        path -> path.endsWith(".git") && path.toString().contains(run));
            }
        });
        try (Stream<Path> all = Files.walk(workspaces, 3)) {
            return all.filter(path -> path.endsWith(".git") && path.toString().contains(run))
                    .map(Path::getParent)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBranchOnWhichOthersHaveWorkedIsLeftAlone() {
        assertThat(run("run", "test").exitCode()).isEqualTo(1);
        project.git("switch", "--quiet", branch());
        project.write("mine.txt", "mine");
        project.commit("my work");
        project.git("switch", "--quiet", "main");

        Command.Outcome refused = run("invalidate", "latest", "u2");

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.all()).contains("has moved since the run left it").contains("git branch -f");
        assertThat(project.git("show", branch() + ":mine.txt")).isEqualTo("mine");
        assertThat(journal().types()).doesNotContain("RunReopened");
    }

    private static Map<String, String> decisions(JsonNode plan) {
        Map<String, String> decisions = new TreeMap<>();
        plan.path("steps")
                .forEach(step -> decisions.put(
                        step.path("id").asText(), step.path("decision").asText()));
        return decisions;
    }

    private static List<String> reasons(JsonNode plan, String step) {
        List<String> reasons = new ArrayList<>();
        step(plan, step).path("reasons").forEach(reason -> reasons.add(reason.asText()));
        return reasons;
    }

    private static JsonNode step(JsonNode plan, String id) {
        for (JsonNode step : plan.path("steps")) {
            if (step.path("id").asText().equals(id)) {
                return step;
            }
        }
        throw new AssertionError("there is no step " + id);
    }
}
