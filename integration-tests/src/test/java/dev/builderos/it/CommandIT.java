package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands that misbehave, fail, or are stopped, and lanes that get in each other's way. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ORPHANS = Duration.ofSeconds(10);
    private static final int MANY = 1_000_000;
    private static final int LONG_LINE = 50_000_000;

    private final Installation builderos;
    private GitProject project;

    CommandIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void makeAProject() {
        project = GitProject.with(builderos.directory().resolve("commands"), "- { id: one, run: \"true\" }");
        Command.Outcome up = builderos.run(project.root(), "up");
        assertThat(up.exitCode()).as(up.all()).isZero();
    }

    @Test
    void aMillionLinesAreKeptAndReadBack() {
        String run = succeed("- { id: many, run: \"seq 1 " + MANY + "\" }");

        Command.Outcome logs = builderos.run(project.root(), "logs", run, "many");

        assertThat(logs.exitCode()).isZero();
        List<String> numbers =
                logs.out().lines().filter(line -> line.matches("[0-9]+")).toList();
        assertThat(numbers).hasSize(MANY);
        assertThat(IntStream.range(0, MANY).filter(n -> !numbers.get(n).equals(String.valueOf(n + 1))))
                .as("lines out of their place")
                .isEmpty();
    }

    @Test
    void aLineOf50MegabytesIsKept() {
        String run =
                succeed("- { id: long, run: \"head -c " + LONG_LINE + " /dev/zero | tr '\\\\0' x; echo; echo end\" }");

        Command.Outcome logs = builderos.run(project.root(), "logs", run, "long");

        assertThat(logs.exitCode()).isZero();
        assertThat(logs.out().chars().filter(letter -> letter == 'x').count()).isEqualTo(LONG_LINE);
        assertThat(logs.out().lines()).contains("end");
    }

    @Test
    void whatIsNotTextIsShownAsText() {
        String run = succeed("- { id: bytes, run: \"head -c 100000 /dev/urandom; echo; echo end\" }");

        Command.Outcome logs = builderos.run(project.root(), "logs", run, "bytes");

        assertThat(logs.exitCode()).isZero();
        assertThat(logs.out().lines()).contains("end");
        assertThat(logs.out().chars().filter(letter -> letter == 0x1b || letter == 0))
                .isEmpty();
        assertThat(builderos.run(project.root(), "logs", run, "bytes", "--json").jsonLines())
                .isNotEmpty();
    }

    @Test
    void moreOutputThanIsKeptIsCutWithAMark() {
        String run = succeed("- { id: flood, run: \"head -c 80000000 /dev/zero | tr '\\\\0' x | fold -w 1000\" }");

        JsonNode last = builderos.run(project.root(), "logs", run, "flood", "--json").jsonLines().stream()
                .filter(line -> line.path("stream").asText().equals("sys"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing says that the output was cut"));

        assertThat(last.path("text").asText()).isNotBlank();
    }

    @Test
    void aCommandThatNeverEndsIsEnded() {
        Command.Outcome run = run("- { id: never, run: \"trap '' TERM; sleep 3601\", timeout: 3s }");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(failure(run).path("failureClass").asText()).isEqualTo("timeout");
        assertGone("sleep 3601");
    }

    @Test
    void whatACommandLeavesBehindIsEnded() {
        Command.Outcome run = run("- { id: away, run: \"setsid nohup sleep 3602 > /dev/null 2>&1 & echo left\" }");

        assertThat(run.exitCode()).as(run.all()).isZero();
        assertGone("sleep 3602");
    }

    @Test
    void anArtifactThatIsALinkIsNotCollected() {
        Command.Outcome run = run(
                "- { id: linked, run: \"ln -s /etc/hostname report.txt\", out: [report.txt], retries: { max: 0 } }");

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(failure(run).path("failureClass").asText()).isEqualTo("invalid_output");
        assertThat(failure(run).path("message").asText()).contains("report.txt");
        assertThat(journal(run).of("StepSucceeded")).isEmpty();
    }

    @Test
    void aFailingStepIsTriedAgainUntilItSucceeds() {
        Command.Outcome run = run("""
                - id: third
                  run: |
                    n=$(cat tries 2> /dev/null || echo 0)
                    echo $((n + 1)) > tries
                    test $n -ge 2
                  retries: { max: 3, on: [test_failed], initial: 100ms }
                """);

        assertThat(run.exitCode()).as(run.all()).isZero();
        Journal journal = journal(run);
        journal.assertSound();
        assertThat(journal.of("StepFailed"))
                .hasSize(2)
                .allMatch(fact -> fact.body().path("retryAt").isTextual());
        assertThat(journal.of("StepStarted"))
                .extracting(fact -> fact.body().path("attempt").asInt())
                .containsExactly(1, 2, 3);
    }

    @Test
    void aFailureThatIsNotRetriedEndsTheRunWithItsReason() {
        Command.Outcome run = run("""
                - { id: fails, run: "echo why >&2; exit 3" }
                - { id: later, run: "echo never" }
                """);

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(failure(run).path("message").asText()).contains("exit 3");
        Journal journal = journal(run);
        journal.assertSound();
        assertThat(journal.of("StepSkipped")).hasSize(1);
    }

    @Test
    void aCancelledRunEndsItsCommand() {
        commit("- { id: slow, run: \"sleep 3603\" }");
        try (Command run = builderos.start(project.root(), "run", "test", "--json")) {
            await().atMost(PATIENCE).until(() -> builderos.processes().anyMatch(each -> runs(each, "sleep 3603")));

            Command.Outcome cancelled = builderos.run(project.root(), "cancel", "latest", "--reason", "enough");

            assertThat(cancelled.exitCode()).as(cancelled.all()).isZero();
            Command.Outcome ended = run.end();
            assertThat(ended.exitCode()).as(ended.all()).isEqualTo(1);
            assertGone("sleep 3603");
            Journal journal = journal(ended);
            journal.assertSound();
            assertThat(journal.types()).contains("RunCancelRequested", "StepCancelled", "RunCancelled");
        }
    }

    @Test
    void lanesThatChangeTheSameLineAreReportedWithTheFile() {
        Command.Outcome run = run("""
                - lanes:
                    left:  [ { id: left, run: "echo left > same.txt" } ]
                    right: [ { id: right, run: "echo right > same.txt" } ]
                """);

        assertThat(run.exitCode()).as(run.all()).isEqualTo(1);
        assertThat(failure(run).path("message").asText()).contains("same.txt");
        journal(run).assertSound();
    }

    @Test
    void lanesThatChangeDifferentFilesAreBothKept() {
        Command.Outcome run = run("""
                - lanes:
                    left:  [ { id: left, run: "echo left > left.txt" } ]
                    right: [ { id: right, run: "echo right > right.txt" } ]
                """);

        assertThat(run.exitCode()).as(run.all()).isZero();
        JsonNode diff = builderos.run(project.root(), "diff", id(run), "--json").json();
        assertThat(diff.path("diff").asText()).contains("left.txt").contains("right.txt");
    }

    @Test
    void oneOfTheLanesIsEnoughWhereOneIsAskedFor() {
        Command.Outcome run = run("""
                - lanes:
                    fast: [ { id: fast, run: "echo fast > fast.txt" } ]
                    slow: [ { id: slow, run: "sleep 3604" } ]
                  join: any
                - { id: after, run: "cat fast.txt" }
                """);

        assertThat(run.exitCode()).as(run.all()).isZero();
        assertGone("sleep 3604");
        journal(run).assertSound();
    }

    private void commit(String steps) {
        project.pipeline(steps);
        if (!project.git("status", "--porcelain").isEmpty()) {
            project.commit("another pipeline");
        }
    }

    private Command.Outcome run(String steps) {
        commit(steps);
        return builderos.run(project.root(), "run", "test", "--json");
    }

    /** For runs whose output is too much to follow. */
    private String succeed(String steps) {
        commit(steps);
        Command.Outcome outcome = builderos.run(project.root(), "run", "test", "--detach", "--json");
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        String run = outcome.json().path("runId").asText();
        await().atMost(PATIENCE)
                .until(() -> builderos
                        .api()
                        .get("/v1/runs/" + run)
                        .path("summary")
                        .path("state")
                        .asText()
                        .matches("SUCCEEDED|FAILED|CANCELLED"));
        JsonNode view = builderos.api().get("/v1/runs/" + run);
        assertThat(view.path("summary").path("state").asText())
                .as(view.toString())
                .isEqualTo("SUCCEEDED");
        return run;
    }

    private static String id(Command.Outcome run) {
        return run.jsonLines().getFirst().path("run").asText();
    }

    private Journal journal(Command.Outcome run) {
        return Journal.of(builderos.api(), id(run));
    }

    private JsonNode failure(Command.Outcome run) {
        List<FactRecord> failures = journal(run).of("StepFailed");
        assertThat(failures).hasSize(1);
        return failures.getFirst().body();
    }

    private void assertGone(String command) {
        await(command + " is gone")
                .atMost(ORPHANS)
                .until(() -> ProcessHandle.allProcesses().noneMatch(each -> runs(each, command)));
    }

    /** Whether this is the command itself, in whatever namespace. */
    private static boolean runs(ProcessHandle process, String command) {
        return process.info()
                .commandLine()
                .filter(line -> line.endsWith(command))
                .isPresent();
    }
}
