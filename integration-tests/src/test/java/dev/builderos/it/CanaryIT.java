package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.it.TalkativeModel.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A secret of the server, planted wherever somebody may say it, is in no file of the server afterwards and in nothing that is shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryIT extends InProject {
    private static final Canary CANARY = new Canary("canary+of/the\"models?81f4c2~xyz");
    private static final String MARK = "[redacted:IT_CANARY_TOKEN]";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Puts the secret together, so that no script and no plan has it. */
    private static final String ASSEMBLED = "secret=$(printf '%s%s' 'canary+of/the\"' 'models?81f4c2~xyz')\n";

    private static final String POLICY = """
            kind: builderos/policy@v1
            agents:
              builder:
                tools: [fs.*, shell.exec, git.commit]
                paths: { read: ["**"], write: ["**"], deny: [".git/**"] }
              pipeline: { tools: [shell.exec] }
            rules:
              - { id: deletions, on: fs.delete, ask: { approvals: 1, from: [Owner] } }
            """;

    private TalkativeModel model;

    CanaryIT() {
        super(installed(), "- { id: none, action: noop }\n");
    }

    private static Installation installed() {
        Installation fresh = Installation.fresh();
        fresh.setEnvironment("IT_CANARY_TOKEN", CANARY.value());
        return fresh;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void startTheModel() throws IOException {
        String secret = CANARY.value();
        model = new TalkativeModel(
                Map.of(
                        "say",
                                List.of(Answer.says("it is " + secret + " or ab" + base64(secret) + " or {\"key\":\"of "
                                        + secret.replace("\"", "\\\"") + "\"}")),
                        "write",
                                List.of(
                                        Answer.calls(
                                                "I keep " + secret,
                                                "fs_write",
                                                Map.of("path", "leak.txt", "content", "key=" + secret)),
                                        Answer.calls("", "shell_exec", Map.of("command", "echo " + base64(secret))),
                                        Answer.calls("", "git_commit", Map.of("message", "with " + secret)),
                                        Answer.calls("", secret, Map.of(secret, secret)),
                                        Answer.says("done")),
                        "read",
                                List.of(
                                        Answer.calls("", "fs_read", Map.of("path", "config.txt")),
                                        Answer.calls("", "fs_search", Map.of("pattern", "password")),
                                        Answer.calls(
                                                "",
                                                "shell_exec",
                                                Map.of("command", "cat config.txt; base64 -w0 config.txt")),
                                        Answer.calls(
                                                "",
                                                "fs_edit",
                                                Map.of("path", "config.txt", "old", "blue", "new", "red")),
                                        Answer.says("done")),
                        "ask",
                                List.of(
                                        Answer.calls("because of " + secret, "fs_delete", Map.of("path", "README.md")),
                                        Answer.says("done"))),
                "I do not take " + secret);
        project.write("builderos.policy.yaml", POLICY);
        project.write(
                "builderos.yaml",
                project.read("builderos.yaml") + "models: { default: { provider: ollama, name: stub, base_url: \""
                        + model.url() + "\" } }\n");
        project.write("README.md", "read me\n");
        project.write("config.txt", "password=" + CANARY.value() + "\ncolour=blue\n");
    }

    @AfterEach
    void stopTheModel() {
        model.close();
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    private void assertNowhere(String run) {
        Api api = builderos.api();
        String shown = api.events("/v1/runs/" + run + "/events", null, 10_000).toString()
                + api.get("/v1/runs/" + run)
                + api.get("/v1/runs/" + run + "/facts?limit=1000&after=0")
                + run("show", run).all()
                + run("logs", run).all();
        assertThat(CANARY.isIn(shown)).as("shown").isFalse();
        assertThat(shown).contains(MARK);
        assertThat(CANARY.filesWithIt(builderos.home()))
                .as("files of the server")
                .isEmpty();
        assertThat(CANARY.filesWithIt(project.root().resolve(".builderos"))).isEmpty();
    }

    private Command.Outcome start(String steps) {
        project.pipeline(steps);
        project.commit("steps");
        return run("run", "test", "--json");
    }

    private static String id(Command.Outcome run) {
        return run.jsonLines().getFirst().path("run").asText();
    }

    @Test
    void whatAModelSaysIsKeptWithoutItAndWhatItWouldDoWithItIsRefused() {
        Command.Outcome run = start("""
                - { id: say, agent: builder, ask: "case:say" }
                - { id: write, agent: builder, ask: "case:write" }
                """);

        assertThat(run.exitCode()).as(run.all()).isZero();
        String id = id(run);
        Journal journal = Journal.of(builderos.api(), id);
        journal.assertSound();
        assertThat(journal.of("ModelAnswered").getFirst().body().path("text").asText())
                .startsWith("it is " + MARK + " or ab" + MARK)
                .endsWith("{\"key\":\"of " + MARK + "\"}");
        assertThat(journal.of("StepSucceeded")
                        .getFirst()
                        .body()
                        .path("outputs")
                        .path("key")
                        .asText())
                .isEqualTo("of " + MARK);
        assertThat(journal.types()).as("no call became an effect").doesNotContain("ToolCalled");
        assertThat(model.asked()).anySatisfy(body -> assertThat(body).contains("DENIED: the arguments hold " + MARK));
        assertThat(model.asked()).noneMatch(CANARY::isIn);
        verify(id);
        Command.Outcome replayed = run("replay", id);
        assertThat(replayed.exitCode()).as(replayed.all()).isZero();
        assertNowhere(id);
    }

    @Test
    void whatAModelIsToldIsWithoutItAndAFileThatHasItIsNotStoredAnew() {
        Command.Outcome run = start("- { id: read, agent: builder, ask: \"case:read\" }\n");

        assertThat(run.exitCode()).as(run.all()).isZero();
        String id = id(run);
        assertThat(model.asked()).noneMatch(CANARY::isIn);
        assertThat(model.asked().getLast())
                .contains("password=" + MARK, "config.txt:1: password=" + MARK)
                .contains("`config.txt` would hold the value of the secret IT_CANARY_TOKEN");
        verify(id);
        assertNowhere(id);
    }

    @Test
    void peopleAreAskedWithoutIt() {
        project.pipeline("- { id: ask, agent: builder, ask: \"case:ask\" }\n");
        project.commit("steps");
        try (Command waiting = builderos.start(project.root(), "run", "test", "--json")) {
            await().atMost(PATIENCE)
                    .until(() -> !waiting.process().isAlive() || pending().size() == 1);
            JsonNode approval = pending().path(0);

            assertThat(approval.path("card").path("untrustedReason").asText()).isEqualTo("because of " + MARK);
            assertThat(CANARY.isIn(approval.toString())).isFalse();
            succeed("approve", approval.path("id").asText());
            waiting.end();
            assertNowhere(approval.path("runId").asText());
        }
    }

    private JsonNode pending() {
        return builderos.api().get("/v1/approvals?state=PENDING").path("approvals");
    }

    @Test
    void anArtifactWithItFailsItsStepAndIsNotKept() {
        project.write("leave.sh", ASSEMBLED + "mkdir -p out; printf 'x%s' \"$secret\" | base64 -w0 > out/report.txt\n");

        Command.Outcome run = start("- { id: leave, run: \"sh leave.sh\", out: [out/report.txt] }\n");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        assertThat(run.all())
                .contains("`out/report.txt` holds the value of the secret IT_CANARY_TOKEN, so it is not kept");
        assertThat(CANARY.filesWithIt(builderos.home())).isEmpty();
    }

    @Test
    void aFileOfTheTreeWithItFailsItsStepAndGitStoresNothing() {
        project.write("config.txt", "colour=blue\n");
        project.write("leave.sh", ASSEMBLED + "mkdir -p src; printf '\\000%s' \"$secret\" > src/binary.dat\n");

        Command.Outcome run = start("- { id: leave, run: \"sh leave.sh\" }\n");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        assertThat(run.all()).contains("`src/binary.dat` holds the value of the secret IT_CANARY_TOKEN");
        assertThat(CANARY.isIn(project.git("cat-file", "--batch-all-objects", "--batch")))
                .isFalse();
        assertThat(CANARY.filesWithIt(builderos.home())).isEmpty();
    }

    @Test
    void whatAFailedAttemptLeftIsTakenAwayBeforeTheNext() {
        project.write("config.txt", "colour=blue\n");
        project.write(
                "leave.sh",
                ASSEMBLED + "[ ! -f src/x ] && echo fresh; mkdir -p src; echo \"$secret\" > src/x; exit 1\n");

        Command.Outcome run =
                start("- { id: leave, run: \"sh leave.sh\", retries: { max: 1, on: [test_failed], initial: 1ms } }\n");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        assertThat(Journal.of(builderos.api(), id(run)).of("StepStarted")).hasSize(2);
        assertThat(run("logs", id(run)).out().lines().filter(line -> line.endsWith("fresh")))
                .hasSize(2);
        assertThat(CANARY.isIn(project.git("cat-file", "--batch-all-objects", "--batch")))
                .isFalse();
    }

    @Test
    void whatACommandWritesBeforeItFailsIsWithoutIt() {
        project.write("fail.sh", ASSEMBLED + "echo \"$secret\" >&2; exit 3\n");
        Command.Outcome failed = start("- { id: fail, run: \"sh fail.sh\" }\n");

        assertThat(failed.exitCode()).isNotZero();
        assertNowhere(id(failed));
    }

    @Test
    void aPromptThatComesToItIsSentWithoutItAndAProviderThatQuotesItDoesNotBringItIn() {
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { a: { type: string }, b: { type: string } }
                steps:
                  - { id: refused, agent: builder, ask: "case:${inputs.a}${inputs.b}" }
                """);
        project.commit("quotes");

        Command.Outcome run = run("run", "test", "-i", "a=canary+of/the\"", "-i", "b=models?81f4c2~xyz", "--json");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        String id = id(run);
        assertThat(Journal.of(builderos.api(), id)
                        .of("StepFailed")
                        .getLast()
                        .body()
                        .path("message")
                        .asText())
                .contains(MARK);
        assertThat(model.asked()).noneMatch(CANARY::isIn);
        assertNowhere(id);
    }

    @Test
    void anEffectThatComesToItIsRefused() {
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { a: { type: string }, b: { type: string } }
                steps:
                  - { id: check, action: verify.http, with: { url: "http://127.0.0.1:9/${inputs.a}${inputs.b}" } }
                """);
        project.commit("effect");

        Command.Outcome run = run("run", "test", "-i", "a=canary+of/the\"", "-i", "b=models?81f4c2~xyz", "--json");

        assertThat(run.exitCode()).as(run.all()).isNotZero();
        Journal journal = Journal.of(builderos.api(), id(run));
        assertThat(journal.types()).doesNotContain("ToolCalled");
        assertThat(journal.of("StepFailed").getLast().body().path("message").asText())
                .contains("the arguments hold the value of the secret IT_CANARY_TOKEN, so nothing was done");
        assertThat(CANARY.filesWithIt(builderos.home())).isEmpty();
    }

    @Test
    void anInputWithItIsRefusedAndSoIsNoErrorThatQuotesIt() {
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { task: { type: string } }
                steps:
                  - { id: none, action: noop }
                """);
        String snapshot = Workload.register(builderos.api(), project, "canary-inputs");

        HttpResponse<String> withInput =
                order(snapshot, "ship/test.yaml", Map.of("task", "use " + base64(CANARY.value())));
        HttpResponse<String> withName = order(snapshot, "ship/" + CANARY.value() + ".yaml", Map.of());
        HttpResponse<String> withKey = order(snapshot, "ship/test.yaml", Map.of(CANARY.value(), "x"));

        assertThat(withInput.statusCode()).isEqualTo(422);
        assertThat(withInput.body()).contains("run.secret-in-input", "`task`", "IT_CANARY_TOKEN");
        assertThat(List.of(withInput, withName, withKey)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isBetween(400, 499);
            assertThat(CANARY.isIn(answer.body())).as(answer.body()).isFalse();
        });
        assertThat(withName.body()).contains(MARK);
        assertThat(CANARY.filesWithIt(builderos.home())).isEmpty();
    }

    private HttpResponse<String> order(String snapshot, String pipeline, Map<String, Object> inputs) {
        return builderos
                .api()
                .send(
                        "POST",
                        "/v1/runs",
                        Map.of(
                                "project", "canary-inputs",
                                "snapshot", snapshot,
                                "pipeline", pipeline,
                                "inputs", inputs,
                                "options", Map.of("sandbox", "bubblewrap", "allowDirty", true)));
    }
}
