package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What nobody can read does not stop the others, and people see it: runs that are set aside, and messages that are parked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetAsideIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of the runs that cannot be read, this one's org cannot either, so it is nobody's. */
    private static final int WITHOUT_ORG = 4;

    private Installation builderos;
    private GitProject project;
    private Api api;
    private Postgres database;
    private Poison poison;

    @BeforeAll
    void start() {
        builderos = Installation.fresh();
        project = GitProject.with(builderos.directory().resolve("poison"), "- { id: one, action: noop }");
        Command.Outcome run = builderos.run(project.root(), "run", "test");
        assertThat(run.exitCode()).as(run.all()).isZero();
        api = builderos.api();
        database = new Postgres(builderos.home());
        poison = new Poison(database, new Random(7));
    }

    @AfterAll
    void stop() {
        builderos.close();
    }

    private JsonNode setAside() {
        return api.get("/v1/runs?limit=200").path("setAside");
    }

    @Test
    void runsThatCannotBeReadAreListedExplainedAndDeleted() {
        String plan = database.ask("select body from runner.plan limit 1").getFirst();
        List<String> runs =
                poison.runs("local", plan).stream().map(UUID::toString).toList();
        List<String> ours =
                runs.stream().filter(run -> !run.equals(runs.get(WITHOUT_ORG))).toList();
        await("all are set aside")
                .atMost(PATIENCE)
                .until(() ->
                        database.count("select count(*) from runner.run where quarantined is not null") == runs.size());

        assertThat(setAside().findValuesAsText("id")).containsExactlyInAnyOrderElementsOf(ours);
        assertThat(setAside())
                .allSatisfy(run -> assertThat(run.path("reason").asText()).isNotBlank());
        assertThat(api.get("/v1/status").path("runs").path("setAside").asInt()).isEqualTo(ours.size());
        Command.Outcome listed = builderos.run(project.root(), "runs", "--all");
        assertThat(listed.out()).as(listed.all()).contains("SET ASIDE", "its journal is empty", "builderos delete");
        for (String run : ours) {
            HttpResponse<String> found = api.send("GET", "/v1/runs/" + run, null);
            assertThat(found.statusCode()).as(found.body()).isEqualTo(409);
            assertThat(Json.read(found.body()).path("code").asText()).isEqualTo("run.set-aside");
            assertThat(Json.read(found.body()).path("problems").path(0).asText())
                    .contains("builderos delete " + run);
            Command.Outcome shown = builderos.run(project.root(), "show", run);
            assertThat(shown.err()).as(shown.all()).contains("set aside because it cannot be read");
            assertThat(api.send("POST", "/v1/runs/" + run + "/resume", null).statusCode())
                    .as("resume %s", run)
                    .isEqualTo(409);
        }
        for (String run : ours) {
            await("the deletion of " + run).atMost(PATIENCE).untilAsserted(() -> {
                Command.Outcome deleted = builderos.run(project.root(), "delete", run, "--yes");
                assertThat(deleted.exitCode()).as(deleted.all()).isZero();
            });
            assertThat(api.send("GET", "/v1/runs/" + run, null).statusCode()).isEqualTo(410);
        }
        assertThat(setAside()).isEmpty();
    }

    @Test
    void aRunThatCanBeReadAfterAllGoesOn() {
        String run = startWaiting();
        database.change(
                "update runner.run set quarantined = 'a newer version wrote it' where id = ?", UUID.fromString(run));
        builderos.killServer();
        builderos.run(project.root(), "up");
        api = builderos.api();
        assertThat(api.send("GET", "/v1/runs/" + run, null).body()).contains("a newer version wrote it");
        HttpResponse<String> changed = api.send("POST", "/v1/runs/" + run + "/resume", Map.of("model", "script:other"));
        assertThat(Json.read(changed.body()).path("code").asText())
                .as(changed.body())
                .isEqualTo("run.not-over");

        Command.Outcome resumed = builderos.run(project.root(), "resume", run, "--detach");

        assertThat(resumed.exitCode()).as(resumed.all()).isZero();
        await("the run goes on")
                .atMost(PATIENCE)
                .until(() -> api.get("/v1/runs/" + run)
                        .path("summary")
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED"));
    }

    /** A run that works long enough to be set aside. */
    private String startWaiting() {
        project.pipeline("- { id: slow, run: \"sleep 5\" }");
        project.commit("slow");
        Command.Outcome started = builderos.run(project.root(), "run", "test", "--detach", "--json");
        assertThat(started.exitCode()).as(started.all()).isZero();
        return started.json().path("runId").asText();
    }

    @Test
    void messagesThatCannotTakeEffectAreListed() {
        poison.tell("no subject at all", "{}");
        poison.tell("builderos.policy.v1.cmd.open-approval.local.poison", "not JSON");

        await("both are parked")
                .atMost(PATIENCE)
                .until(() -> api.get("/v1/parked").path("total").asInt() == 2);

        JsonNode parked = api.get("/v1/parked").path("messages");
        assertThat(parked.findValuesAsText("service")).containsExactlyInAnyOrder("runner", "policy");
        assertThat(parked.findValuesAsText("reason")).anyMatch(reason -> reason.startsWith("MalformedMessage: "));
        assertThat(api.get("/v1/status").path("parked").asInt()).isEqualTo(2);
        assertThat(builderos.run(project.root(), "status").out()).contains("2 parked");
        assertThat(builderos.run(project.root(), "doctor").out()).contains("no subject at all");
    }
}
