package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs that are done once more with what is on record, in a world that is not there any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT extends InProject {
    private final AtomicInteger asked = new AtomicInteger();

    ReplayIT() {
        super(Installation.fresh(), "- { id: none, action: noop }\n");
        builderos.setEnvironment("OPENAI_API_KEY", "of-a-model-that-is-not-there");
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    @Test
    void aRunWithAModelApprovalsPushesAndReleasesIsEqualWhenAllOfThatIsGone() throws IOException {
        Path remote = project.addRemote();
        HttpServer model = model();
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                environments:
                  dev:  { deploy: local, command: java Service.java }
                  prod: { deploy: local, command: java Service.java, protected: true }
                models: { default: { provider: openai, name: stub, base_url: "http://127.0.0.1:%d/v1" } }
                git: { provider: local, default_branch: main }
                """.formatted(
                        project.root().getFileName(), model.getAddress().getPort()));
        pipeline("""
                - { id: plan, agent: builder, ask: "plan it, in run ${run.id} on ${run.branch}", out: [plan.md] }
                - lanes:
                    a: [ { id: a1, run: "echo a > a.txt; echo ${run.branch} > branch.txt" } ]
                    b: [ { id: b1, run: "echo b > b.txt" } ]
                - { id: pr, action: git.pull_request, with: { title: "of ${run.id}" } }
                - { id: push, action: git.push, with: { branch: main } }
                - { id: preview, action: deploy.preview, env: dev }
                - { id: check, action: verify.http, with: { url: "${preview.url}/health", expect: 200 } }
                - { id: release, action: deploy.release, env: prod }
                - { id: approved, run: "cat a.txt b.txt", gates: [approval] }
                """);
        succeed("run", "test", "--yes");
        String source = latest();
        model.stop(0);
        int answers = asked.get();
        succeed("deployments", "--stop", "prod");
        succeed("deployments", "--stop", "dev");
        delete(remote);
        project.git("remote", "remove", "origin");
        String refs = project.git("for-each-ref");
        String head = project.git("rev-parse", "HEAD");

        Command.Outcome replayed = run("replay", source);

        assertThat(replayed.exitCode()).as(replayed.all()).isZero();
        assertThat(replayed.out()).contains("✓ equal").contains("a replay of run");
        assertThat(asked.get()).as("questions to the model").isEqualTo(answers);
        assertThat(Files.exists(remote)).as("the remote").isFalse();
        await("branches and refs")
                .atMost(Duration.ofSeconds(10))
                .until(() -> project.git("for-each-ref").equals(refs));
        assertThat(project.git("rev-parse", "HEAD")).isEqualTo(head);
        assertThat(run("deployments", "--json").json().toString())
                .as("nothing was deployed")
                .doesNotContain("\"live\":true");
        Journal journal = journal();
        assertThat(journal.of("EffectReplayed")).hasSize(5);
        assertThat(journal.types())
                .doesNotContain("EffectIntended", "ApprovalRequested", "ApprovalGranted", "EffectReused");
        assertThat(journal.of("ModelAnswered"))
                .hasSize(2)
                .allMatch(fact -> fact.body().path("inputTokens").asLong() == 0);
        JsonNode listed = run("runs", "--json").json().path("runs");
        assertThat(listed.get(0).path("replayOf").asText()).isEqualTo(source);
        assertThat(run("runs").out()).contains("(replay of " + source.substring(0, 13) + ")");
        assertThat(run("show", "latest").out()).contains("equal");
        succeed("receipt", "latest", "-o", "replay.receipt.json");
        assertThat(project.read("replay.receipt.json")).contains("replayOf");
        succeed("verify", "replay.receipt.json");
    }

    @Test
    void whatIsOtherwiseIsNamedByStepAndField() {
        pipeline("""
                - { id: same, run: "echo same > same.txt" }
                - { id: chance, run: "date +%N > n.txt", out: [n.txt] }
                - { id: after, run: "true" }
                """);
        succeed("run", "test");
        String source = latest();

        Command.Outcome replayed = run("replay", source, "--json");

        assertThat(replayed.exitCode()).as(replayed.all()).isEqualTo(1);
        JsonNode replay = replayed.jsonLines().getLast().path("replay");
        assertThat(replay.path("outcome").asText()).isEqualTo("DIVERGED");
        assertThat(replay.at("/divergence/step").asText()).isEqualTo("chance");
        assertThat(replay.at("/divergence/field").asText()).isEqualTo("artifact.n.txt");
        assertThat(replay.at("/divergence/recorded").asText()).startsWith("sha256:");
        assertThat(replay.at("/divergence/replayed").asText())
                .startsWith("sha256:")
                .isNotEqualTo(replay.at("/divergence/recorded").asText());
        Journal journal = journal();
        assertThat(journal.of("ReplayDiverged")).hasSize(1);
        assertThat(journal.types()).contains("RunFailed").last().isEqualTo("ReceiptIssued");
        assertThat(run("show", "latest").out()).contains("diverged at step chance");
    }

    @Test
    void aQuestionThatIsOtherwiseIsADivergenceAndNotAsked() throws IOException {
        project.write("builderos.yaml", """
                kind: builderos/project@v1
                name: %s
                models: { default: { provider: script, name: tape, transcript: transcripts/plan.yaml } }
                git: { provider: local, default_branch: main }
                """.formatted(project.root().getFileName()));
        project.write("transcripts/plan.yaml", """
                kind: builderos/transcript@v1
                steps:
                  plan:
                    - { say: "I look.", calls: [ { tool: shell.exec, with: { command: 'date +%N; awk "BEGIN { printf \\"%c[31m\\", 27 }"' } } ] }
                    - { say: "done" }
                """);
        pipeline("""
                - { id: plan, agent: builder, ask: "what time is it" }
                """);
        succeed("run", "test");

        Command.Outcome replayed = run("replay", "latest");

        assertThat(replayed.exitCode()).as(replayed.all()).isEqualTo(1);
        assertThat(replayed.out())
                .contains("✗ diverged at step plan, turn 2 request.messages[")
                .doesNotContain("\033");
        assertThat(journal().of("ModelAnswered")).as("turns before").hasSize(1);
    }

    @Test
    void aRunThatFailedIsReplayedToItsFailure() {
        project.write("flaky.sh", "test -f second || { touch second; exit 1; }");
        pipeline("""
                - { id: one, run: "echo one > one.txt" }
                - { id: flaky, run: "sh flaky.sh", retries: { max: 2, initial: 1s, on: [test_failed] } }
                - lanes:
                    a: [ { id: a1, run: "exit 3" } ]
                    b: [ { id: b1, run: "sleep 2" }, { id: b2, run: "true" } ]
                - { id: last, run: "true" }
                """);
        assertThat(run("run", "test").exitCode()).isEqualTo(1);
        String source = latest();

        Command.Outcome replayed = run("replay", source);

        assertThat(replayed.exitCode()).as(replayed.all()).isZero();
        assertThat(replayed.out()).contains("✓ equal");
        assertThat(shown("latest").at("/summary/state").asText()).isEqualTo("FAILED");
    }

    @Test
    void aForkAndWhatWasCachedAreReplayedToo() {
        project.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                inputs: { word: { type: string, required: true } }
                steps:
                  - { id: one, cache: true, run: "echo one > one.txt" }
                  - { id: word, run: 'echo "${inputs.word}" > word.txt' }
                  - { id: last, run: "cat one.txt word.txt" }
                """);
        project.commit("words");
        succeed("run", "test", "-i", "word=first");
        succeed("run", "test", "-i", "word=first");
        assertThat(journal().of("StepReused")).hasSize(1);
        succeed("replay", "latest");
        String cached = latest();
        String source = shown(cached).at("/options/replayOf").asText();
        succeed("fork", source, "--at", "word", "--set", "input.word=second");

        succeed("replay", "latest");

        assertThat(journal().of("StepReused")).hasSize(1);
        succeed("receipt", "latest", "-o", "replay.receipt.json");
        succeed("verify", "replay.receipt.json");
    }

    @Test
    void saysWhatCannotBeReplayed() {
        pipeline("""
                - { id: one, run: "echo one > one.txt" }
                - { id: slow, run: "sleep 3" }
                """);
        String run =
                run("run", "test", "--detach", "--json").json().path("runId").asText();
        assertRefused("the run goes on", run);
        succeed("show", "-f", run);
        succeed("replay", run);
        assertRefused("the run is only a replay of " + run, "latest");
        Command.Outcome resumed = run("invalidate", latest(), "one");
        assertThat(resumed.exitCode()).isNotZero();
        assertThat(resumed.all()).contains("only a replay");
        succeed("invalidate", run, "slow");
        assertRefused("the run was taken up again", run);
        succeed("run", "test", "--sandbox", "none");
        assertRefused("the run had no sandbox", "latest");
        assertThat(run("replay", "0192f3a1-7b2c").exitCode()).isEqualTo(4);
        succeed("run", "test");
        project.git("branch", "-D", shown("latest").path("branch").asText());
        project.git("reflog", "expire", "--expire=now", "--all");
        project.git("gc", "--quiet", "--prune=now");
        assertRefused("is not in the repository any more", "latest");
    }

    @Test
    void aReplayGoesOnByItselfAfterTheServerWasKilled() {
        pipeline("""
                - { id: one, run: "echo one > one.txt" }
                - { id: slow, run: "sleep 3; echo slow > slow.txt" }
                - { id: last, run: "cat one.txt slow.txt" }
                """);
        succeed("run", "test");
        String source = latest();
        String refs = project.git("for-each-ref");
        String replay =
                run("replay", source, "--detach", "--json").json().path("runId").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Journal.of(builderos.api(), replay).of("StepStarted").stream()
                        .anyMatch(fact -> fact.body().path("step").asText().equals("slow")));

        builderos.killServer();
        succeed("up");

        succeed("show", "-f", replay);
        assertThat(Journal.of(builderos.api(), replay).types()).contains("RunTakenOver");
        assertThat(shown(replay).at("/replay/outcome").asText()).isEqualTo("EQUAL");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> project.git("for-each-ref").equals(refs));
    }

    /** A model that writes a plan and is done. */
    private HttpServer model() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.incrementAndGet();
            String message = request.contains("\"role\" : \"tool\"") || request.contains("\"role\":\"tool\"")
                    ? "{\"role\":\"assistant\",\"content\":\"done\"}"
                    : "{\"role\":\"assistant\",\"content\":\"I write.\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                            + "\"function\":{\"name\":\"fs_write\",\"arguments\":\"{\\\"path\\\":\\\"plan.md\\\",\\\"content\\\":\\\"do it\\\"}\"}}]}";
            byte[] answer =
                    ("{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,"
                                    + "\"finish_reason\":\"stop\",\"message\":" + message
                                    + "}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5,\"total_tokens\":12}}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        http.start();
        return http;
    }

    private void assertRefused(String why, String run) {
        Command.Outcome refused = run("replay", run);
        assertThat(refused.exitCode()).as(refused.all()).isNotZero();
        assertThat(refused.all()).contains(why);
    }

    private static void delete(Path tree) {
        try (var all = Files.walk(tree)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pipeline(String steps) {
        project.pipeline(steps);
        project.commit("pipeline");
    }
}
