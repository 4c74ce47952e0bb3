package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The server dies without a word, at any moment; started again, it goes on by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    /** Every kind of step the feature pipeline of the desk has, each as quick as its kind can be. */
    private static final String PIPELINE = """
            - { id: plan, agent: builder, ask: "plan it", out: [plan.md] }
            - { id: generate, agent: builder, ask: "do it" }
            - lanes:
                unit: [ { id: unit, run: "sleep 1; echo tested > unit.txt" } ]
                docs: [ { id: docs, run: "echo described > docs.md" } ]
            - { id: pr, action: git.pull_request, with: { title: "Add health" } }
            - { id: release, action: deploy.release, env: prod, gates: [approval] }
            - id: watch
              action: verify.http
              with: { url: "${release.url}/", for: 3s }
              on_failure: rollback
            """;

    private static final String MODEL = """
            models: { default: { provider: script, name: told, transcript: transcripts/told.yaml } }
            """;

    private static final String TRANSCRIPT = """
            kind: builderos/transcript@v1
            name: told
            steps:
              plan:
                - say: I look.
                  calls: [ { tool: fs.read, with: { path: Service.java } } ]
                - say: I write the plan.
                  calls: [ { tool: fs.write, with: { path: plan.md, content: "# Plan" } } ]
                - say: Planned.
              generate:
                - say: I write.
                  calls: [ { tool: fs.write, with: { path: src/health.txt, content: "ok" } } ]
                - say: I test.
                  calls: [ { tool: shell.exec, with: { command: "sleep 1; cat src/health.txt" } } ]
                - say: I commit.
                  calls: [ { tool: git.commit, with: { message: "feat: health" } } ]
                - say: Done.
            """;

    private static final long SEED = 42;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** No process of a step outlives its end for longer. */
    private static final Duration ORPHANS = Duration.ofSeconds(10);

    private final Installation builderos = Installation.fresh();

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    @Test
    void goesOnAndEndsTheSameHoweverOftenTheServerIsKilled() {
        GitProject project = GitProject.with(builderos.directory().resolve("hello"), PIPELINE);
        project.write("builderos.yaml", project.read("builderos.yaml") + MODEL);
        project.write("transcripts/told.yaml", TRANSCRIPT);
        project.commit("a model");
        Path remote = project.addRemote();
        String run = detached(project, "test");
        long early = 2L + new Random(SEED).nextInt(6);

        killWhen(run, "the first facts of plan, seed " + SEED, facts -> facts.size() >= early);
        killWhen(run, "a command of generate", facts -> performing(facts, "generate", "shell.exec"));
        killWhen(run, "the lanes", facts -> has(facts, "StepStarted", "unit"));
        killWhen(run, "the approval", facts -> has(facts, "ApprovalRequested", "release"));
        approve(project, run);
        killWhen(run, "the release", facts -> has(facts, "EffectIntended", "release"));
        killWhen(run, "the watch", facts -> has(facts, "StepStarted", "watch"));

        Journal journal = ended(run, "SUCCEEDED");
        assertThat(journal.of("RunTakenOver")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(journal.of("ApprovalGranted")).hasSize(1);
        assertThat(journal.of("EffectUnknown")).isEmpty();
        assertThat(releases(project, "prod")).isEqualTo(1);
        assertThat(releases(project, "dev")).isZero();
        assertThat(GitProject.git(remote, "for-each-ref", "--format=%(refname)", "refs/builderos/pulls")
                        .strip())
                .isEqualTo("refs/builderos/pulls/1");
        String branch = builderos.api().get("/v1/runs/" + run).path("branch").asText();
        assertThat(GitProject.git(remote, "diff", "--name-only", "main", branch).lines())
                .containsExactly("docs.md", "src/health.txt", "unit.txt");
        assertNothingOfStepsRuns();
    }

    @Test
    void endsTheCommandsOfAKilledServerAndRunsThemAgain() {
        GitProject project = GitProject.with(builderos.directory().resolve("slow"), """
                - { id: before, run: "echo before" }
                - { id: slow, run: "setsid sleep 61 & sleep 6; echo slept" }
                - { id: after, run: "echo after" }
                """);
        String run = detached(project, "test");
        await().atMost(PATIENCE)
                .until(() -> performing(Journal.of(builderos.api(), run).facts(), "slow", "shell.exec"));

        builderos.killServer();

        assertNothingOfStepsRuns();
        up(project);
        Journal journal = ended(run, "SUCCEEDED");
        assertThat(journal.of("StepStarted").stream()
                        .filter(fact -> fact.body().path("step").asText().equals("before")))
                .as("executions of a step that was done before the kill")
                .hasSize(1);
        assertThat(builderos.run(project.root(), "logs", run, "slow").out()).contains("slept");
        assertNothingOfStepsRuns();
    }

    @Test
    void keepsARunWhoseStepTakesLongerThanALease() {
        GitProject project = GitProject.with(
                builderos.directory().resolve("long"), "- { id: long, run: \"sleep 20; echo slept\" }\n");

        Journal journal = ended(detached(project, "test"), "SUCCEEDED");

        assertThat(journal.facts()).extracting(FactRecord::epoch).containsOnly(1L);
    }

    @Test
    void showsARunOnwardsAfterTheServerCameBack() {
        GitProject project = GitProject.with(builderos.directory().resolve("shown"), """
                - { id: one, run: "sleep 1" }
                - { id: two, run: "sleep 2" }
                """);
        try (Command shown = builderos.start(project.root(), "run", "test", "--json")) {
            await().atMost(PATIENCE)
                    .until(() -> shown.facts().stream()
                            .anyMatch(fact -> fact.path("type").asText().equals("ToolCalled")));
            builderos.killServer();
            up(project);

            List<Long> seen = shown.end().jsonLines().stream()
                    .filter(event -> event.path("event").asText().equals("fact"))
                    .map(event -> event.path("fact").path("seq").asLong())
                    .toList();

            String run = builderos
                    .run(project.root(), "show", "--json")
                    .json()
                    .path("summary")
                    .path("id")
                    .asText();
            assertThat(seen)
                    .as("no gap and nothing twice")
                    .containsExactlyElementsOf(Journal.of(builderos.api(), run).facts().stream()
                            .map(FactRecord::seq)
                            .toList());
        }
    }

    private String detached(GitProject project, String... pipeline) {
        String[] words = new String[pipeline.length + 3];
        words[0] = "run";
        System.arraycopy(pipeline, 0, words, 1, pipeline.length);
        words[words.length - 2] = "--detach";
        words[words.length - 1] = "--json";
        Command.Outcome outcome = builderos.run(project.root(), words);
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        return outcome.json().path("runId").asText();
    }

    @Test
    void freesTheWorkspacesOfRunsThatWereOverWhenTheServerWasKilled() throws IOException {
        GitProject project = GitProject.with(builderos.directory().resolve("over"), "- { id: one, run: \"true\" }\n");
        String run = detached(project, "test");
        ended(run, "SUCCEEDED");
        Path workspaces = builderos.home().resolve("workspaces");
        await("the workspace is freed").atMost(ORPHANS).until(() -> !Files.exists(workspaces.resolve(run)));
        String branch = builderos.api().get("/v1/runs/" + run).path("branch").asText();
        Path others = Files.createDirectories(workspaces.resolve("019aa000-1111-7aaa-8bbb-000000000001/root"));

        builderos.killServer();
        Path left = workspaces.resolve(run).resolve("root");
        GitProject.git(project.root(), "worktree", "add", "--quiet", left.toString(), branch);
        up(project);

        await("what the killed server left is freed").atMost(PATIENCE).until(() -> !Files.exists(left.getParent()));
        assertThat(project.git("worktree", "list").lines()).hasSize(1);
        assertThat(project.git("branch", "--list", branch)).contains(branch);
        assertThat(others).as("of a run that is not known here").exists();
    }

    private void killWhen(String run, String point, Predicate<List<FactRecord>> reached) {
        await(point)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> reached.test(Journal.of(builderos.api(), run).facts()));
        builderos.killServer();
        Command.Outcome up = builderos.run(builderos.directory(), "up");
        assertThat(up.exitCode())
                .as("start after the kill at %s: %s", point, up.all())
                .isZero();
    }

    private void up(GitProject project) {
        Command.Outcome up = builderos.run(project.root(), "up");
        assertThat(up.exitCode()).as(up.all()).isZero();
    }

    private void approve(GitProject project, String run) {
        JsonNode inbox = builderos.run(project.root(), "inbox", "--json").json();
        assertThat(inbox.path("approvals")).hasSize(1);
        assertThat(inbox.path("approvals").path(0).path("runId").asText()).isEqualTo(run);
        Command.Outcome approved = builderos.run(
                project.root(),
                "approve",
                inbox.path("approvals").path(0).path("id").asText());
        assertThat(approved.exitCode()).as(approved.all()).isZero();
    }

    private Journal ended(String run, String state) {
        await().atMost(PATIENCE)
                .until(() -> Journal.of(builderos.api(), run).types().contains("ReceiptIssued"));
        assertThat(builderos
                        .api()
                        .get("/v1/runs/" + run)
                        .path("summary")
                        .path("state")
                        .asText())
                .isEqualTo(state);
        Journal journal = Journal.of(builderos.api(), run);
        journal.assertSound();
        return journal;
    }

    private long releases(GitProject project, String environment) {
        JsonNode list = builderos.run(project.root(), "deployments", "--json").json();
        return StreamSupport.stream(list.path("deployments").spliterator(), false)
                .filter(each -> each.path("environment").asText().equals(environment))
                .count();
    }

    private void assertNothingOfStepsRuns() {
        String workspaces = builderos.home().resolve("workspaces").toString();
        await("processes of steps are gone")
                .atMost(ORPHANS)
                .until(() -> builderos
                        .processes()
                        .flatMap(each -> each.info().commandLine().stream())
                        .noneMatch(line -> line.contains(workspaces) || line.contains("sleep 61")));
    }

    private static boolean has(List<FactRecord> facts, String type, String step) {
        return facts.stream()
                .anyMatch(fact -> fact.type().equals(type)
                        && fact.body().path("step").asText().equals(step));
    }

    /** Whether a tool of a step is at work now. */
    private static boolean performing(List<FactRecord> facts, String step, String tool) {
        return facts.stream()
                .filter(fact -> fact.type().equals("ToolCalled")
                        && fact.body().path("step").asText().equals(step)
                        && fact.body().path("effect").path("tool").asText().equals(tool))
                .map(fact -> fact.body().path("callId").asText())
                .anyMatch(call -> facts.stream()
                        .noneMatch(fact -> fact.type().equals("EffectCompleted")
                                && fact.body().path("step").asText().equals(step)
                                && fact.body().path("callId").asText().equals(call)));
    }
}
