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

    /** The journal only grows, but for whoever owns the database. */
    private static void behindTheBack(Installation server, String change, String run) {
        Postgres database = new Postgres(server.home());
        database.change("alter table runner.fact disable trigger fact_is_final");
        assertThat(database.change(change, UUID.fromString(run))).isPositive();
        database.change("alter table runner.fact enable trigger fact_is_final");
    }
}
