package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A laptop brings its runs to another server and from there to a third, each in a home of its own. One story, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RemoteIT {
    private static final int PIECE = 512 * 1024;

    /** Leaves an artifact of several pieces, and a log. */
    private static final String STEPS = """
            - { id: make, run: "seq 1 200000 > many.txt && echo made && echo beside >&2", out: [many.txt] }
            """;

    private Installation laptop;
    private Installation team;
    private Installation third;
    private GitProject project;
    private String run = "";

    @BeforeAll
    void start() {
        laptop = Installation.fresh();
        team = Installation.fresh();
        third = Installation.fresh();
        project = GitProject.with(laptop.directory().resolve("shop"), STEPS);
        Command.Outcome done = laptop.run(project.root(), "run", "test");
        assertThat(done.exitCode()).as(done.all()).isZero();
        for (Installation other : List.of(team, third)) {
            Command.Outcome up = other.run(other.directory(), "up");
            assertThat(up.exitCode()).as(up.all()).isZero();
        }
        run = laptop.api().get("/v1/runs").path("runs").path(0).path("id").asText();
    }

    @AfterAll
    void stop() {
        laptop.close();
        team.close();
        third.close();
    }

    private static void know(Installation home, String name, Installation other) {
        Command.Outcome added = home.run(
                home.directory(), "remote", "add", name, other.api().uri("").toString());
        assertThat(added.exitCode()).as(added.all()).isZero();
        Command.Outcome login =
                home.runWith(other.api().token(), home.directory(), "remote", "login", name, "--token-from", "-");
        assertThat(login.exitCode()).as(login.all()).isZero();
    }

    /** What became of the only run. */
    private JsonNode push(int exitCode, String... more) {
        return transfer(laptop, project.root(), "push", "team", exitCode, more);
    }

    private static JsonNode transfer(
            Installation home, Path in, String direction, String remote, int exitCode, String... more) {
        String[] words = {"remote", direction, remote, "--json"};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        Command.Outcome outcome = home.run(in, all);
        assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(exitCode);
        assertThat(outcome.json().path("runs")).as(outcome.all()).hasSize(1);
        return outcome.json().path("runs").path(0);
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int put(Installation server, String digest, byte[] bytes) {
        HttpRequest request = HttpRequest.newBuilder(server.api().uri("/v1/contents/" + digest))
                .header("Authorization", "Bearer " + server.api().token())
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        return Api.plain(request).statusCode();
    }

    private static HttpResponse<String> found(Installation server, String run) {
        return server.api().send("GET", "/v1/runs/" + run, null);
    }

    @Test
    @Order(1)
    void aRemoteIsKeptForItsOwnerAndNotSpokenToInTheClear() throws IOException {
        know(laptop, "team", team);

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(laptop.home().resolve("remotes/team/remote.json"))))
                .isEqualTo("rw-------");
        Command.Outcome listed = laptop.run(laptop.directory(), "remote", "list");
        assertThat(listed.out()).contains("team", team.api().uri("").toString(), "token");
        assertThat(listed.out()).doesNotContain(team.api().token());
        Command.Outcome plain = laptop.run(laptop.directory(), "remote", "add", "far", "http://builderos.example.com");
        assertThat(plain.exitCode()).isEqualTo(2);
        assertThat(plain.err()).contains("could be read on the way");
    }

    @Test
    @Order(2)
    void anInterruptedPushGoesOnWhereItWasAndShowsNothingBefore() {
        JsonNode artifact = laptop.api()
                .get("/v1/runs/" + run + "/artifacts")
                .path("artifacts")
                .path(0);
        byte[] bytes = blob(artifact.path("digest").asText());
        assertThat(bytes.length).isGreaterThan(2 * PIECE);
        JsonNode all = push(0, "--dry-run");
        assertThat(all.path("outcome").asText()).isEqualTo("WOULD_SEND");
        byte[] first = Arrays.copyOf(bytes, PIECE);
        assertThat(put(team, digest(bytes), first))
                .as("other bytes than their digest")
                .isEqualTo(422);
        assertThat(put(team, digest(first), first)).isEqualTo(200);
        assertThat(found(team, run).statusCode()).isEqualTo(404);

        JsonNode sent = push(0);

        assertThat(sent.path("outcome").asText()).isEqualTo("SENT");
        assertThat(sent.path("bytes").asLong()).isEqualTo(all.path("bytes").asLong() - PIECE);
        JsonNode there = Json.read(found(team, run).body());
        assertThat(there.path("summary").path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(there.path("summary").path("brought").path("by").asText()).isNotBlank();
        assertThat(team.api().get("/v1/runs/" + run + "/facts?limit=1000"))
                .isEqualTo(laptop.api().get("/v1/runs/" + run + "/facts?limit=1000"));
        assertThat(team.api().get("/v1/runs/" + run + "/steps/make/log"))
                .isEqualTo(laptop.api().get("/v1/runs/" + run + "/steps/make/log"));
        assertThat(team.api()
                        .get("/v1/runs/" + run + "/artifacts")
                        .path("artifacts")
                        .path(0)
                        .path("digest")
                        .asText())
                .isEqualTo(digest(bytes));
    }

    private byte[] blob(String digest) {
        HttpRequest request = HttpRequest.newBuilder(laptop.api().uri("/v1/runs/" + run + "/blobs/" + digest))
                .header("Authorization", "Bearer " + laptop.api().token())
                .build();
        return Api.plain(request).body().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Order(3)
    void aSecondPushSendsNothingAndTheAuditLogSaysWhoBroughtWhat() {
        JsonNode again = push(0);

        assertThat(again.path("outcome").asText()).isEqualTo("THERE");
        assertThat(again.path("bytes").asLong()).isZero();
        Command.Outcome audit = team.run(team.directory(), "audit", "list", "--kind", "remote", "--json");
        assertThat(audit.out()).as(audit.all()).contains("run.brought", run);
    }

    @Test
    @Order(4)
    void aBroughtRunIsOnlyLookedAt() {
        for (String what : List.of("resume", "rerun", "replay")) {
            HttpResponse<String> refused = team.api().send("POST", "/v1/runs/" + run + "/" + what, Map.of());
            assertThat(refused.statusCode()).as(what + " " + refused.body()).isEqualTo(409);
            assertThat(Json.read(refused.body()).path("code").asText()).isEqualTo("run.brought");
        }
        Command.Outcome shown = team.run(team.directory(), "show", run);
        assertThat(shown.out()).contains("brought", "only to look at");
    }

    @Test
    @Order(5)
    void aThirdServerPullsItAndTheReceiptProvesItThere() {
        know(third, "team", team);

        JsonNode pulled = transfer(third, third.directory(), "pull", "team", 0, "--run", run);

        assertThat(pulled.path("outcome").asText()).isEqualTo("SENT");
        Path receipt = third.directory().resolve("receipt.json");
        Command.Outcome written = third.run(third.directory(), "receipt", run, "-o", receipt.toString());
        assertThat(written.exitCode()).as(written.all()).isZero();
        Command.Outcome stranger = third.run(third.directory(), "verify", receipt.toString());
        assertThat(stranger.out()).as(stranger.all()).contains("signer is unknown");
        Command.Outcome known = third.run(
                third.directory(),
                "verify",
                receipt.toString(),
                "--key",
                laptop.home().resolve("keys/receipts.pub.pem").toString());
        assertThat(known.exitCode()).as(known.all()).isZero();
    }

    @Test
    @Order(6)
    void aFactThatWasChangedIsRefusedByItsName() {
        Command.Outcome done = laptop.run(project.root(), "run", "test");
        assertThat(done.exitCode()).as(done.all()).isZero();
        String changed = laptop.api()
                .get("/v1/runs?limit=1")
                .path("runs")
                .path(0)
                .path("id")
                .asText();
        behindTheBack(
                laptop, "update runner.fact set at = at + interval '1 second' where run_id = ? and seq = 2", changed);

        JsonNode refused = push(1, "--run", changed);

        assertThat(refused.path("outcome").asText()).isEqualTo("REFUSED");
        assertThat(refused.path("detail").asText()).contains("fact 2 ", "hash does not follow from fact 1");
        assertThat(found(team, changed).statusCode()).isEqualTo(404);
    }

    @Test
    @Order(7)
    void anotherHistoryIsShownAndStaysAsItIs() {
        behindTheBack(team, "update runner.fact set hash = md5(hash) || md5(prev) where run_id = ? and seq >= 3", run);

        JsonNode conflict = push(1, "--run", run);

        assertThat(conflict.path("outcome").asText()).isEqualTo("CONFLICT");
        JsonNode both = conflict.path("conflict");
        assertThat(both.path("differs").asInt()).isEqualTo(3);
        assertThat(both.path("there").path("facts")).isEqualTo(both.path("sent").path("facts"));
        assertThat(both.path("there").path("head"))
                .isNotEqualTo(both.path("sent").path("head"));
        assertThat(conflict.path("bytes").asLong()).isZero();
    }

    @Test
    @Order(8)
    void promptsThatTheTeamLacksAreSentOnceOldestFirst() {
        project.write("prompts/plan.yaml", prompt("builder/plan", "1.9.0", "Plan."));
        project.write("prompts/older.yaml", prompt("builder/patch", "1.0.0", "Patch."));
        ran();
        project.write("prompts/plan.yaml", prompt("builder/plan", "1.10.0", "Plan with care."));
        ran();
        assertThat(prompts(team)).isEmpty();

        JsonNode would = transferPrompts(laptop, "push", 0, "--dry-run");
        assertThat(outcomes(would))
                .containsExactly(
                        "builder/patch@1.0.0 WOULD_SEND",
                        "builder/plan@1.9.0 WOULD_SEND",
                        "builder/plan@1.10.0 WOULD_SEND");
        assertThat(prompts(team)).isEmpty();
        assertThat(outcomes(transferPrompts(laptop, "push", 0, "--prompt", "builder/plan@1.9.0")))
                .containsExactly("builder/plan@1.9.0 SENT");
        assertThat(outcomes(transferPrompts(laptop, "push", 0)))
                .as("what an interruption left")
                .containsExactlyInAnyOrder(
                        "builder/patch@1.0.0 SENT", "builder/plan@1.9.0 THERE", "builder/plan@1.10.0 SENT");
        assertThat(outcomes(transferPrompts(laptop, "push", 0)))
                .containsExactly("builder/patch@1.0.0 THERE", "builder/plan@1.9.0 THERE", "builder/plan@1.10.0 THERE");
        assertThat(prompts(team)).isEqualTo(prompts(laptop)).hasSize(3);
        Command.Outcome audit = team.run(team.directory(), "audit", "list", "--kind", "remote", "--json");
        assertThat(audit.out()).contains("prompt.brought", "brought prompt builder/plan@1.10.0 from ");
        assertThat(team.run(team.directory(), "audit", "list", "--kind", "remote")
                        .out())
                .contains("brought a prompt", "brought a run");
        Command.Outcome shown = team.run(team.directory(), "prompt", "show", "builder/plan@1.10.0");
        assertThat(shown.out()).contains("Plan with care.");
    }

    private void ran() {
        project.commit("prompts");
        Command.Outcome done = laptop.run(project.root(), "run", "test");
        assertThat(done.exitCode()).as(done.all()).isZero();
    }

    private static String prompt(String name, String version, String words) {
        return """
                kind: builderos/prompt@v1
                name: %s
                version: %s
                changelog: Say it.
                messages:
                  - system: %s
                """.formatted(name, version, words);
    }

    private static JsonNode transferPrompts(Installation home, String direction, int exitCode, String... more) {
        String[] words = {"remote", direction, "team", "--json", "--prompts"};
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        Command.Outcome outcome = home.run(home.directory(), all);
        assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(exitCode);
        return outcome.json().path("prompts");
    }

    private static List<String> outcomes(JsonNode prompts) {
        return prompts.valueStream()
                .map(one -> one.path("name").asText() + "@"
                        + one.path("version").asText() + " "
                        + one.path("outcome").asText())
                .toList();
    }

    /** Every version with the digest of its text and the text. */
    private static List<String> prompts(Installation server) {
        return server.api()
                .get("/v1/prompts")
                .path("prompts")
                .valueStream()
                .map(one -> one.path("name").asText() + "@"
                        + one.path("version").asText() + " "
                        + one.path("digest").asText() + "\n" + one.path("text").asText())
                .toList();
    }

    @Test
    @Order(9)
    void aThirdServerPullsThePrompts() {
        assertThat(outcomes(transferPrompts(third, "pull", 0)))
                .containsExactly("builder/patch@1.0.0 SENT", "builder/plan@1.9.0 SENT", "builder/plan@1.10.0 SENT");
        assertThat(outcomes(transferPrompts(third, "pull", 0))).allMatch(one -> one.endsWith(" THERE"));
        assertThat(prompts(third)).isEqualTo(prompts(laptop));
    }

    @Test
    @Order(10)
    void aVersionWithAnotherTextIsShownWithBothDigestsAndStaysAsItIs() {
        GitProject theirs = GitProject.with(team.directory().resolve("theirs"), STEPS);
        theirs.write("prompts/docs.yaml", prompt("docs/update", "1.0.0", "Theirs."));
        theirs.commit("prompts");
        Command.Outcome there = team.run(theirs.root(), "run", "test");
        assertThat(there.exitCode()).as(there.all()).isZero();
        project.write("prompts/docs.yaml", prompt("docs/update", "1.0.0", "Ours."));
        ran();
        List<String> before = prompts(team);

        JsonNode conflict =
                transferPrompts(laptop, "push", 1, "--prompt", "docs/update").path(0);

        assertThat(conflict.path("outcome").asText()).isEqualTo("CONFLICT");
        assertThat(conflict.path("digest").asText())
                .isEqualTo(digest(prompt("docs/update", "1.0.0", "Ours.").getBytes(StandardCharsets.UTF_8)));
        assertThat(conflict.path("there").asText())
                .isEqualTo(digest(prompt("docs/update", "1.0.0", "Theirs.").getBytes(StandardCharsets.UTF_8)));
        assertThat(conflict.path("detail").asText()).contains("free is 1.0.1");
        assertThat(prompts(team)).isEqualTo(before);
        assertThat(outcomes(transferPrompts(laptop, "pull", 1, "--prompt", "docs/update@1.0.0")))
                .containsExactly("docs/update@1.0.0 CONFLICT");
    }

    @Test
    @Order(11)
    void theServerLooksAtWhatItIsSentAndTakesTheRest() {
        String right = prompt("builder/more", "1.0.0", "More.");
        String wrong = prompt("builder/more", "1.0", "No version.");
        JsonNode brought = bring(List.of(
                Map.of("name", "builder/more", "version", "1.0.0", "digest", digest(wrong), "text", right),
                Map.of("name", "builder/more", "version", "1.0.1", "digest", digest(wrong), "text", wrong),
                Map.of("name", "builder/more", "version", "2.0.0", "digest", digest(right), "text", right),
                Map.of("name", "docs/update", "version", "1.0.0", "digest", digest(right), "text", right),
                Map.of("name", "builder/more", "version", "1.0.0", "digest", digest(right), "text", right)));

        assertThat(brought.findValuesAsText("outcome"))
                .containsExactly("REFUSED", "REFUSED", "REFUSED", "REFUSED", "TAKEN");
        assertThat(brought.findValuesAsText("detail"))
                .satisfiesExactly(
                        digest -> assertThat(digest).contains("its text has the digest"),
                        version -> assertThat(version).contains("it is no right prompt", "version"),
                        other -> assertThat(other).contains("its text states that it is builder/more@1.0.0"),
                        name -> assertThat(name).contains("its text states that it is builder/more@1.0.0"));
    }

    private static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode bring(List<Map<String, String>> prompts) {
        return bring(team.api().token(), prompts);
    }

    /** What is said of an org in a body counts for nothing. */
    private JsonNode bring(String token, List<Map<String, String>> prompts) {
        HttpResponse<String> answer = asked(
                token,
                "POST",
                "/v1/prompts/bring",
                Json.write(Map.of("prompts", prompts, "from", "a test", "org", "local")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body()).path("prompts");
    }

    private HttpResponse<String> asked(String token, String method, String path, String body) {
        return Api.plain(HttpRequest.newBuilder(team.api().uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    @Order(12)
    void anotherOrgSeesNoneOfThePromptsAndHasItsOwn() {
        String token = tokenOfAnotherOrg();
        String text = prompt("builder/more", "1.0.0", "Of another org.");
        List<String> before = prompts(team);

        assertThat(asked(token, "GET", "/v1/prompts/versions?name=a%00b", "").statusCode())
                .isEqualTo(400);
        HttpResponse<String> listed = asked(token, "GET", "/v1/prompts/versions", "");
        assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
        assertThat(Json.read(listed.body()).path("versions")).isEmpty();
        assertThat(Json.read(asked(
                                        token,
                                        "POST",
                                        "/v1/prompts/texts",
                                        "{\"versions\":[{\"name\":\"builder/more\",\"version\":\"1.0.0\"}]}")
                                .body())
                        .path("prompts"))
                .isEmpty();
        assertThat(bring(
                                token,
                                List.of(Map.of(
                                        "name",
                                        "builder/more",
                                        "version",
                                        "1.0.0",
                                        "digest",
                                        digest(text),
                                        "text",
                                        text)))
                        .findValuesAsText("outcome"))
                .as("a version that the first org has with another text")
                .containsExactly("TAKEN");
        assertThat(prompts(team)).isEqualTo(before);
    }

    /** An org of which the installation's own token is no member; who is signed on could make it. */
    private String tokenOfAnotherOrg() {
        String token = "bos_elsewhere_" + "ab".repeat(32);
        Postgres database = new Postgres(team.home());
        database.change("insert into registry.org (id, name, made_at) values ('elsewhere', 'Elsewhere', now())");
        database.change("insert into registry.member (org, id, kind, role, added_by, added_at)"
                + " values ('elsewhere', 'service:there', 'SERVICE', 'Builder', 'service:there', now())");
        database.change(
                "insert into registry.access_token (org, id, digest, name, member, role, made_at, expires_at)"
                        + " values ('elsewhere', 'one', ?, 'one', 'service:there', 'Builder', now(), now() + interval '1 day')",
                digest(token));
        return token;
    }

    @Test
    @Order(13)
    void offlineNothingIsLostAndTheSameCommandGoesOnLater() {
        project.write("prompts/late.yaml", prompt("builder/late", "1.0.0", "Late."));
        ran();
        Command.Outcome down = team.run(team.directory(), "down");
        assertThat(down.exitCode()).as(down.all()).isZero();

        Command.Outcome offline = laptop.run(laptop.directory(), "remote", "push", "team", "--prompt", "builder/late");

        assertThat(offline.exitCode()).isEqualTo(3);
        assertThat(offline.err())
                .contains("`team` cannot be reached now", "nothing is lost", "builderos remote push team --prompts");
    }

    /** The journal only grows, but for whoever owns the database. */
    private static void behindTheBack(Installation server, String change, String run) {
        Postgres database = new Postgres(server.home());
        database.change("alter table runner.fact disable trigger fact_is_final");
        assertThat(database.change(change, UUID.fromString(run))).isPositive();
        database.change("alter table runner.fact enable trigger fact_is_final");
    }
}
