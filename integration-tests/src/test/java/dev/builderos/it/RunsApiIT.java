package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.journal.FactRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs are listed, compared, done again and deleted; on a server that looks for what may go twice a second. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunsApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEPT = 8;

    private static final String NOOP = "steps:\n  - { id: one, action: noop }\n";
    private static final String LEAVES = """
            inputs: { word: { type: string, required: true }, count: { type: number, default: 1 } }
            steps:
              - { id: first, action: noop }
              - { id: say, needs: [first], run: "echo ${inputs.word} > said.txt", out: [said.txt] }
              - { id: after, needs: [say], run: "cat said.txt" }
            """;

    private Installation builderos;
    private Api api;
    private Postgres database;

    @BeforeAll
    void start() {
        builderos = Installation.fresh();
        builderos.setEnvironment("BUILDEROS_RUNNER_RETENTION_EVERY", "PT0.5S");
        builderos.setEnvironment("BUILDEROS_RUNNER_RETENTION_KEEP_LAST", Integer.toString(KEPT));
        Command.Outcome up = builderos.run(builderos.directory(), "up");
        assertThat(up.exitCode()).as(up.all()).isZero();
        api = builderos.api();
        database = new Postgres(builderos.home());
    }

    @AfterAll
    void stop() {
        builderos.close();
    }

    // ---- lists

    @Test
    void listsTheRunsThatFitAllThatIsSaid() {
        Project project = project("listed");
        String one = project.run("alpha", NOOP, Map.of());
        String two = project.run("beta", NOOP, Map.of());
        String failed = project.run("beta", "steps:\n  - { id: one, run: \"exit 1\" }\n", Map.of());
        Instant between = Instant.parse(
                api.get("/v1/runs/" + two).path("summary").path("admittedAt").asText());

        assertThat(listed("project=listed")).containsExactly(failed, two, one);
        assertThat(listed("project=listed&pipeline=beta")).containsExactly(failed, two);
        assertThat(listed("project=listed&state=FAILED,CANCELLED")).containsExactly(failed);
        assertThat(listed("project=listed&state=SUCCEEDED&pipeline=beta")).containsExactly(two);
        assertThat(listed("project=listed&since=" + between)).containsExactly(failed, two);
        assertThat(listed("project=listed&until=" + between)).containsExactly(one);
        assertThat(listed("project=listed&by=local:owner&limit=1&before=" + two))
                .containsExactly(one);
        assertThat(listed("project=listed&by=nobody")).isEmpty();
        assertThat(listed("project=listed&pipeline=beta&limit=1")).containsExactly(failed);
        assertThat(api.send("GET", "/v1/runs?since=yesterday", null).statusCode())
                .isEqualTo(400);
        assertThat(api.send("GET", "/v1/runs?state=FAILED,GREEN", null).statusCode())
                .isEqualTo(400);
    }

    // ---- again

    @Test
    void doesARunAgainAndSaysWhich() {
        Project project = project("again");
        String first = project.run("leaves", LEAVES, Map.of("word", "hello", "count", 2));

        HttpResponse<String> again = api.send(
                "POST",
                "/v1/runs/" + first + "/rerun?wait=60s",
                Map.of("inputs", Map.of("word", "bye")),
                "Idempotency-Key",
                "again-1");
        HttpResponse<String> repeated = api.send(
                "POST",
                "/v1/runs/" + first + "/rerun",
                Map.of("inputs", Map.of("word", "bye")),
                "Idempotency-Key",
                "again-1");
        HttpResponse<String> wrong =
                api.send("POST", "/v1/runs/" + first + "/rerun", Map.of("inputs", Map.of("nope", 1)));

        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        String second = Json.read(again.body()).path("runId").asText();
        assertThat(Json.read(repeated.body()).path("runId").asText()).isEqualTo(second);
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(422);
        JsonNode view = api.get("/v1/runs/" + second);
        assertThat(view.path("summary").path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(view.path("options").path("rerunOf").asText()).isEqualTo(first);
        assertThat(view.path("inputs")).isEqualTo(Json.read("{\"word\":\"bye\",\"count\":2}"));
        assertThat(api.get("/v1/runs/" + first).path("options").has("rerunOf")).isFalse();
    }

    @Test
    void takesTheFilesAsTheyAreNowWhenAsked() {
        Project project = project("current");
        project.git().write("ship/test.yaml", "kind: builderos/pipeline@v1\nname: test\nversion: 1.0.0\n" + NOOP);
        Command.Outcome first = builderos.run(project.git().root(), "run", "test", "--allow-dirty");
        project.git().write("ship/test.yaml", "kind: builderos/pipeline@v1\nname: test\nversion: 2.0.0\n" + NOOP);

        Command.Outcome asItWas = builderos.run(project.git().root(), "rerun", "latest", "--detach", "--json");
        Command.Outcome asItIs = builderos.run(project.git().root(), "rerun", "latest", "--current", "--allow-dirty");
        Command.Outcome compared = builderos.run(
                project.git().root(), "compare", asItWas.json().path("runId").asText(), "latest", "--json");

        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(asItIs.exitCode()).as(asItIs.all()).isZero();
        JsonNode version = compared.json().path("differences").get(0);
        assertThat(version).isEqualTo(Json.read("{\"field\":\"version\",\"was\":\"1.0.0\",\"is\":\"2.0.0\"}"));
    }

    // ---- compared

    @Test
    void namesTheFirstStepThatDiffersAndByWhat() {
        Project project = project("compared");
        String one = project.run("leaves", LEAVES, Map.of("word", "hello"));
        String two = project.run("leaves", LEAVES, Map.of("word", "bye"));

        JsonNode found = api.get("/v1/runs/" + one + "/compare/" + two);

        assertThat(found.path("first").path("step").asText()).isEqualTo("say");
        assertThat(found.path("first").path("field").asText()).isEqualTo("key");
        assertThat(found.path("first").path("sentence").asText()).contains("input word changed");
        assertThat(found.path("differences"))
                .contains(Json.read("{\"field\":\"input.word\",\"was\":\"hello\",\"is\":\"bye\"}"));
        JsonNode say = found.path("steps").get(1);
        assertThat(say.path("differences").get(0).path("field").asText()).isEqualTo("artifact.said.txt");
        assertThat(say.path("run").path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(Duration.parse(say.path("other").path("took").asText())).isPositive();
        assertThat(found.path("steps").get(0).path("differences")).isEmpty();
        assertThat(api.send("GET", "/v1/runs/" + one + "/compare/" + unknown(one), null)
                        .statusCode())
                .isEqualTo(404);
    }

    // ---- deleted

    @Test
    void deletesARunAndKeepsWhatProvesWhatItWas() throws IOException {
        Project project = project("deleted");
        String run = project.run("leaves", LEAVES, Map.of("word", "only-once"));
        closed(run);
        FactRecord last = Journal.of(api, run).facts().getLast();
        Path logs = builderos.home().resolve("logs/runs").resolve(run);
        assertThat(logs).isDirectory();
        String branch = api.get("/v1/runs/" + run).path("branch").asText();

        HttpResponse<String> deleted = api.send("DELETE", "/v1/runs/" + run + "?reason=a%20try", null);

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        JsonNode left = Json.read(deleted.body());
        assertThat(left.path("head").asText()).isEqualTo(last.hash().value());
        assertThat(left.path("receipt")).isEqualTo(last.body().path("digest"));
        assertThat(left.path("deletedBy").asText()).isEqualTo("local:owner");
        assertThat(left.path("reason").asText()).isEqualTo("a try");
        for (String path : List.of("", "/facts", "/receipt", "/artifacts", "/steps/say/log", "/journal")) {
            HttpResponse<String> gone = api.send("GET", "/v1/runs/" + run + path, null);
            assertThat(gone.statusCode()).as(path + gone.body()).isEqualTo(410);
            assertThat(Json.read(gone.body()).path("code").asText()).isEqualTo("run.deleted");
            assertThat(Json.read(gone.body()).path("detail").asText())
                    .contains(
                            "local:owner",
                            left.path("deletedAt").asText(),
                            last.hash().value());
        }
        assertThat(api.send("DELETE", "/v1/runs/" + run, null).statusCode()).isEqualTo(410);
        assertThat(listed("project=deleted")).isEmpty();
        assertThat(logs).doesNotExist();
        assertThat(database.count("select count(*) from runner.fact where run_id = ?::uuid", run))
                .isZero();
        assertThat(database.count("select count(*) from runner.receipt where run_id = ?::uuid", run))
                .isZero();
        assertThat(project.git().git("branch", "--list", branch)).contains(branch);
        Command.Outcome shown = builderos.run(project.git().root(), "show", run);
        assertThat(shown.exitCode()).as(shown.all()).isEqualTo(4);
    }

    @Test
    void deletesNothingThatIsNotOver() {
        Project project = project("going");
        String run = project.start("sleeps", "steps:\n  - { id: one, run: \"sleep 60\" }\n", Map.of(), "0s");

        HttpResponse<String> refused = api.send("DELETE", "/v1/runs/" + run, null);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(Json.read(refused.body()).path("code").asText()).isEqualTo("run.not-over");
        api.send("POST", "/v1/runs/" + run + "/cancel", Map.of());
        closed(run);
    }

    @Test
    void refusesEveryOtherWayToDelete() {
        String run = project("guarded").run("noop", NOOP, Map.of());
        closed(run);
        long facts = database.count("select count(*) from runner.fact");

        tombstone();
        for (String sql : List.of(
                "delete from runner.fact where run_id = '" + run + "'",
                "delete from runner.receipt where run_id = '" + run + "'",
                "delete from runner.run where id = '" + run + "'",
                "update runner.fact set body = '{}' where run_id = '" + run + "'",
                "truncate runner.fact",
                "truncate runner.receipt",
                "delete from runner.tombstone",
                "update runner.tombstone set deleted_by = 'nobody'",
                "truncate runner.tombstone cascade")) {
            assertThatThrownBy(() -> database.change(sql)).as(sql).hasRootCauseInstanceOf(SQLException.class);
        }

        assertThat(api.send("GET", "/v1/runs/" + run + "/receipt", null).statusCode())
                .isEqualTo(200);
        assertThat(database.count("select count(*) from runner.fact")).isGreaterThanOrEqualTo(facts);
    }

    @Test
    void leavesNoTombstoneThatLies() {
        Project project = project("truthful");
        String going = project.start("sleeps", "steps:\n  - { id: one, run: \"sleep 60\" }\n", Map.of(), "0s");
        String over = project.run("noop", NOOP, Map.of());
        closed(over);
        String head = Journal.of(api, over).facts().getLast().hash().value();

        assertThatThrownBy(() -> database.change(
                        "insert into runner.tombstone (run_id, deleted_by, reason) values (?::uuid, 'me', 'x')", going))
                .hasRootCauseInstanceOf(SQLException.class);
        database.change(
                "insert into runner.tombstone (run_id, org, project, pipeline, requested_by, state, admitted_at, facts, head,"
                        + " deleted_by, deleted_at, reason, deletion) values (?::uuid, 'o', 'p', 'q', 'r', 's', now(), 1, 'x',"
                        + " 'me', now(), 'x', pg_current_xact_id())",
                over);

        assertThat(database.ask("select 'sha256:' || head from runner.tombstone where run_id = ?::uuid", over))
                .containsExactly(head);
        api.send("POST", "/v1/runs/" + going + "/cancel", Map.of());
    }

    @Test
    void removesContentOnlyWhenNobodyNamesIt() throws IOException {
        Project project = project("content");
        String one = project.run("leaves", LEAVES, Map.of("word", "shared"));
        String two = project.run("leaves", LEAVES, Map.of("word", "shared"));
        String other = project.run("leaves", LEAVES, Map.of("word", "single"));
        List.of(one, two, other).forEach(this::closed);
        Path shared = artifact(one);
        Path single = artifact(other);
        assertThat(artifact(two)).isEqualTo(shared);

        delete(other);
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> Files.exists(single));
        age(single);
        age(shared);
        await().atMost(PATIENCE).until(() -> !Files.exists(single));
        delete(one);
        await().atMost(PATIENCE).until(() -> settled(one, shared));
        assertThat(shared).as("the other run still names it").exists();
        delete(two);
        await().atMost(PATIENCE).until(() -> !Files.exists(shared));
    }

    /** Whether somebody looked who else names this content of a deleted run. */
    private boolean settled(String run, Path content) {
        return database.count(
                        "select count(*) from runner.leftover where run_id = ?::uuid and ? = any(digests)",
                        run,
                        "sha256:" + content.getFileName())
                == 0;
    }

    @Test
    void deletesWhatTheSettingsLetGo() {
        Project project = project("retained");
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < KEPT + 2; i++) {
            runs.add(project.run("noop", NOOP, Map.of()));
        }

        await().atMost(PATIENCE).until(() -> listed("project=retained").size() == KEPT);

        assertThat(listed("project=retained"))
                .containsExactlyElementsOf(runs.reversed().subList(0, KEPT));
        HttpResponse<String> gone = api.send("GET", "/v1/runs/" + runs.getFirst(), null);
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(Json.read(gone.body()).path("detail").asText()).contains("by runner (retention)");
    }

    // ---- what the tests say

    private record Project(Api api, GitProject git, String name) {
        /** Runs a pipeline of this name to its end; gives its id. */
        String run(String pipeline, String body, Map<String, Object> inputs) {
            return start(pipeline, body, inputs, "60s");
        }

        String start(String pipeline, String body, Map<String, Object> inputs, String wait) {
            String text = "kind: builderos/pipeline@v1\nname: " + pipeline + "\nversion: 1.0.0\n" + body;
            Map<String, Object> files = Map.of(
                    "files",
                    Stream.concat(
                                    Stream.of("builderos.yaml", "builderos.policy.yaml")
                                            .map(path -> Map.of("path", path, "text", git.read(path))),
                                    Stream.of(Map.of("path", "ship/" + pipeline + ".yaml", "text", text)))
                            .toList());
            api.send("PUT", "/v1/projects/" + name, Map.of("root", git.root().toString()));
            HttpResponse<String> snapshot = api.send("POST", "/v1/projects/" + name + "/snapshots", files);
            assertThat(snapshot.statusCode()).as(snapshot.body()).isEqualTo(200);
            HttpResponse<String> run = api.send(
                    "POST",
                    "/v1/runs?wait=" + wait,
                    Map.of(
                            "project",
                            name,
                            "snapshot",
                            Json.read(snapshot.body()).path("digest").asText(),
                            "pipeline",
                            "ship/" + pipeline + ".yaml",
                            "inputs",
                            inputs,
                            "options",
                            Map.of("sandbox", "bubblewrap", "allowDirty", true)));
            assertThat(run.statusCode()).as(run.body()).isEqualTo(201);
            return Json.read(run.body()).path("runId").asText();
        }
    }

    private Project project(String name) {
        return new Project(
                api, GitProject.with(builderos.directory().resolve(name), "- { id: one, action: noop }"), name);
    }

    private List<String> listed(String query) {
        List<String> ids = new ArrayList<>();
        api.get("/v1/runs?" + query)
                .path("runs")
                .forEach(run -> ids.add(run.path("id").asText()));
        return ids;
    }

    /** Waits until the run has its receipt. */
    private void closed(String run) {
        await().atMost(PATIENCE)
                .until(() -> database.count("select count(*) from runner.run where closed and id = ?::uuid", run) == 1);
    }

    private void delete(String run) {
        HttpResponse<String> deleted = api.send("DELETE", "/v1/runs/" + run, null);
        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    }

    private void tombstone() {
        String run = project("buried").run("noop", NOOP, Map.of());
        closed(run);
        delete(run);
    }

    private Path artifact(String run) {
        String hex = api.get("/v1/runs/" + run + "/artifacts")
                .path("artifacts")
                .get(0)
                .path("digest")
                .asText()
                .substring("sha256:".length());
        return builderos
                .home()
                .resolve("artifacts/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    }

    private static String unknown(String run) {
        return run.replaceFirst(".$", run.endsWith("0") ? "1" : "0").replaceFirst("^.", "1");
    }
}
