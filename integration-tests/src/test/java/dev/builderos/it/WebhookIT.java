package dev.builderos.it;

import static dev.builderos.it.WebhookSender.hmac;
import static dev.builderos.it.WebhookSender.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Providers send events, and each starts what the pipelines of the project say, once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookIT extends InProject {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LABELED = """
            {"action":"labeled","issue":{"number":7,"title":"%s"},"label":{"name":"%s"}}""";

    private Postgres database;

    WebhookIT() {
        super(Installation.fresh(), "- { id: none, action: noop }\n");
    }

    @BeforeEach
    void findDatabase() {
        database = new Postgres(builderos.home());
    }

    @AfterAll
    void takeAway() {
        builderos.close();
    }

    @Test
    void aSignedDeliveryStartsItsPipelineOnceWithWhatTheEventSays() {
        started("github", "issues.labeled", "when: 'event.label.name == \"build\"', ");
        Hook hook = add("github");
        String body = LABELED.formatted("add a page", "build");

        HttpResponse<String> first = github(hook, hook.secret(), "one", "issues", body);
        HttpResponse<String> again = github(hook, hook.secret(), "one", "issues", body);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        List<String> runs = runs(first);
        assertThat(runs).hasSize(1);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(runs(again)).isEqualTo(runs);
        assertThat(again.body()).doesNotContain("event.label.name", "ship/");
        ended(runs.getFirst());
        assertThat(run("logs", runs.getFirst()).out()).contains("task is add a page");
        verify(runs.getFirst());
    }

    /** F63. */
    @Test
    void fiftyOfTheSameAtOnceMakeOneRun() {
        started("github", "issues", "");
        Hook hook = add("github");
        String body = LABELED.formatted("once", "build");
        HttpRequest request = request(
                hook,
                body,
                "X-Hub-Signature-256",
                signature(hook.secret(), body),
                "X-GitHub-Event",
                "issues",
                "X-GitHub-Delivery",
                "fifty");

        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, 50)
                .mapToObj(each -> HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .toList();

        assertThat(sent.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsOnly(200, 202)
                .filteredOn(status -> status == 202)
                .hasSize(1);
        assertThat(runsOf(hook)).isEqualTo(1);
        assertThat(deliveries(hook)).isEqualTo(1);
    }

    @Test
    void whatIsNotGenuineIsRefusedAndLeavesNothing() {
        started("github", "issues", "");
        Hook hook = add("github");
        Hook other = add("github");
        String body = LABELED.formatted("forged", "build");

        assertThat(github(hook, "another secret of it", "a", "issues", body).statusCode())
                .isEqualTo(401);
        assertThat(github(hook, other.secret(), "b", "issues", body).statusCode())
                .isEqualTo(401);
        assertThat(post(hook, body, "X-GitHub-Event", "issues").statusCode()).isEqualTo(401);
        assertThat(post(
                                hook,
                                body,
                                "X-GitHub-Event",
                                "issues",
                                "X-Hub-Signature-256",
                                signature(hook.secret(), body + " "))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(
                                hook,
                                body,
                                "X-GitHub-Event",
                                "issues",
                                "X-Hub-Signature-256",
                                signature(hook.secret(), body),
                                "X-Hub-Signature-256",
                                signature(hook.secret(), body))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> nowhere =
                github(new Hook("hk_" + "A".repeat(32), hook.secret()), hook.secret(), "c", "issues", body);
        assertThat(nowhere.statusCode()).isEqualTo(401);
        assertThat(post(new Hook("elsewhere", ""), body, "X-GitHub-Event", "issues")
                        .statusCode())
                .isEqualTo(401);
        assertThat(deliveries(hook) + deliveries(other)).isZero();
        assertThat(runsOf(hook)).isZero();
        assertThat(github(hook, hook.secret(), "d", "issues", body).statusCode())
                .isEqualTo(202);
    }

    @Test
    void everyProviderStartsByItsOwnSignature() {
        for (String provider : List.of("gitlab", "standard", "hmac")) {
            started(provider, "deploy", "");
            Hook hook = add(provider);
            String sent = "{\"object_kind\":\"deploy\",\"type\":\"deploy\",\"issue\":{\"title\":\"from %s\"}}"
                    .formatted(provider);

            HttpResponse<String> taken = signed(provider, hook.secret(), hook, sent);
            HttpResponse<String> again = signed(provider, hook.secret(), hook, sent);
            HttpResponse<String> forged = signed(provider, add(provider).secret(), hook, sent);

            assertThat(taken.statusCode()).as(provider + taken.body()).isEqualTo(202);
            assertThat(runs(taken)).as(provider).hasSize(1);
            assertThat(again.statusCode()).as(provider + again.body()).isEqualTo(200);
            assertThat(forged.statusCode()).as(provider + forged.body()).isEqualTo(401);
            ended(runs(taken).getFirst());
        }
    }

    @Test
    void anotherBodyUnderAKnownIdIsAConflictThatIsTold() {
        started("github", "issues", "");
        Hook hook = add("github");
        github(hook, hook.secret(), "one", "issues", LABELED.formatted("first", "build"));

        HttpResponse<String> other = github(hook, hook.secret(), "one", "issues", LABELED.formatted("other", "build"));
        HttpResponse<String> replayed =
                github(hook, hook.secret(), "two", "issues", LABELED.formatted("first", "build"));

        assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
        assertThat(runsOf(hook)).isEqualTo(1);
        assertThat(run("hooks", "deliveries").out()).contains("1 × another body under its id, refused");
    }

    @Test
    void theSecretBeforeIsTakenForADayAndNoneBeforeThat() throws IOException {
        started("github", "issues", "");
        Hook hook = add("github");
        String second = run("hooks", "rotate", "--json").json().path("secret").asText();

        assertThat(github(hook, hook.secret(), "a", "issues", LABELED.formatted("a", "x"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(github(hook, second, "b", "issues", LABELED.formatted("b", "x"))
                        .statusCode())
                .isEqualTo(202);

        database.change("update runner.hook set old_until = now() - interval '1 second' where id = ?", hook.id());
        assertThat(github(hook, hook.secret(), "c", "issues", LABELED.formatted("c", "x"))
                        .statusCode())
                .isEqualTo(401);

        String third = run("hooks", "rotate", "--json").json().path("secret").asText();
        assertThat(github(hook, second, "d", "issues", LABELED.formatted("d", "x"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(github(hook, third, "e", "issues", LABELED.formatted("e", "x"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(github(hook, hook.secret(), "f", "issues", LABELED.formatted("f", "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(database.ask("select secret || coalesce(old_secret, '') from runner.hook where id = ?", hook.id())
                        .getFirst())
                .doesNotContain(second, third);
        for (String secret : List.of(hook.secret(), second, third)) {
            assertThat(filesWith(secret)).as("the home").isEmpty();
        }
    }

    @Test
    void aPipelineSaysWhichEventsItIsForAndDeliveriesSayWhy() {
        started("github", "issues.labeled", "when: 'event.label.name == \"build\"', ");
        project.write(
                "ship/broken.yaml",
                project.read("ship/hooked.yaml")
                        .replace("name: hooked", "name: broken")
                        .replace("event.label.name ==", "event.nothing.there =="));
        project.write(
                "ship/wants.yaml",
                project.read("ship/hooked.yaml")
                        .replace("name: hooked", "name: wants")
                        .replace("event.issue.title", "event.issue.body"));
        project.commit("more of them");
        succeed("run", "test");
        Hook hook = add("github");

        HttpResponse<String> not = github(hook, hook.secret(), "a", "issues", LABELED.formatted("x", "other"));
        HttpResponse<String> ping = github(hook, hook.secret(), "b", "ping", "{\"zen\":\"Design for failure.\"}");
        HttpResponse<String> yes = github(hook, hook.secret(), "c", "issues", LABELED.formatted("y", "build"));

        assertThat(runs(not)).isEmpty();
        assertThat(ping.statusCode()).isEqualTo(202);
        assertThat(runs(ping)).isEmpty();
        assertThat(runs(yes)).hasSize(1);
        JsonNode came = run("hooks", "deliveries", "--json").json().path("deliveries");
        assertThat(verdicts(came.get(2)))
                .contains("ship/hooked.yaml SKIPPED when event.label.name == \"build\" is false")
                .anyMatch(verdict -> verdict.startsWith("ship/broken.yaml REFUSED `when event.nothing.there"));
        assertThat(verdicts(came.get(1))).allMatch(verdict -> verdict.contains("SKIPPED a ping"));
        assertThat(verdicts(came.get(0)))
                .anyMatch(verdict -> verdict.startsWith("ship/hooked.yaml STARTED it is for issues.labeled"))
                .anyMatch(verdict -> verdict.startsWith("ship/wants.yaml REFUSED input `task` is made of"));
    }

    @Test
    void explainSaysWhatWouldStartAndStartsNothing() {
        started("github", "issues", "when: 'event.label.name == \"build\"', ");
        Hook hook = add("github");
        github(hook, hook.secret(), "a", "issues", LABELED.formatted("x", "other"));
        project.write("issue.json", LABELED.formatted("y", "build"));

        JsonNode came = run("hooks", "explain", "latest", "--json").json();
        Command.Outcome given = run("hooks", "explain", "--payload", "issue.json", "--event", "issues");

        assertThat(verdicts(came))
                .containsExactly("ship/hooked.yaml SKIPPED when event.label.name == \"build\" is false");
        assertThat(given.out()).as(given.all()).contains("issues.labeled", "starts ship/hooked.yaml");
        assertThat(runsOf(hook)).isZero();
        assertThat(deliveries(hook)).isEqualTo(1);
        assertThat(run("hooks", "explain").exitCode()).isEqualTo(2);
    }

    @Test
    void aDeliveryByHandGoesByTheNewestFiles() {
        started("github", "issues", "when: 'event.label.name == \"build\"', ");
        Hook hook = add("github");
        github(hook, hook.secret(), "a", "issues", LABELED.formatted("x", "other"));
        started("github", "issues", "");

        JsonNode again = run("hooks", "redeliver", "latest", "--json").json();

        assertThat(again.path("attempt").asInt()).isEqualTo(1);
        assertThat(verdicts(again)).singleElement().asString().startsWith("ship/hooked.yaml STARTED");
        ended(again.path("verdicts").get(0).path("run").asText());
        assertThat(runsOf(hook)).isEqualTo(1);
    }

    @Test
    void whatAnEventGivesIsTaintedAndNeverShellText() {
        started("github", "issues", "");
        Hook hook = add("github");
        String hostile = "$(touch owned) `touch owned` ; touch owned # ${secrets.X}";

        HttpResponse<String> taken = github(hook, hook.secret(), "a", "issues", LABELED.formatted(hostile, "x"));

        String run = runs(taken).getFirst();
        ended(run);
        assertThat(run("logs", run).out()).contains("task is " + hostile);
        assertThat(database.ask(
                        "select p.body::json ->> 'taint' from runner.run r join runner.plan p on p.digest = r.plan"
                                + " where r.id = ?::uuid",
                        run))
                .containsExactly("[\"input task\"]");
        succeed("rerun", run);
        assertThat(database.ask(
                        "select p.body::json ->> 'taint' from runner.run r join runner.plan p on p.digest = r.plan"
                                + " where r.id = ?::uuid",
                        latest()))
                .containsExactly("[\"input task\"]");
        assertThat(shown(run).path("summary").path("requestedBy").asText()).startsWith("hook:hk_");
    }

    @Test
    void whoeverWritesToAForkGetsNeitherSecretsNorEnvironments() {
        project.write("ship/pull.yaml", """
                kind: builderos/pipeline@v1
                name: pull
                version: 1.0.0
                on: { webhook: { provider: github, events: [pull_request] } }
                steps:
                  - { id: use, run: "echo ${secrets.SOME_TOKEN}" }
                """);
        project.write("ship/plain.yaml", """
                kind: builderos/pipeline@v1
                name: plain
                version: 1.0.0
                on: { webhook: { provider: github, events: [pull_request] } }
                steps: [ { id: look, action: noop } ]
                """);
        project.commit("for pull requests");
        succeed("run", "test");
        Hook hook = add("github");
        String body = "{\"action\":\"opened\",\"pull_request\":{\"head\":{\"repo\":{\"full_name\":\"%s\"}},"
                + "\"base\":{\"repo\":{\"full_name\":\"us/it\"}}}}";

        JsonNode fork = explained(hook, body.formatted("them/it"));
        JsonNode own = explained(hook, body.formatted("us/it"));

        assertThat(verdicts(fork))
                .anyMatch(verdict -> verdict.startsWith("ship/pull.yaml REFUSED") && verdict.contains("fork"))
                .anyMatch(verdict -> verdict.startsWith("ship/plain.yaml STARTS"));
        assertThat(verdicts(own)).anyMatch(verdict -> verdict.startsWith("ship/pull.yaml STARTS"));
    }

    @Test
    void whatMakesNoSenseIsRefusedAfterItIsGenuine() {
        started("github", "issues", "");
        Hook hook = add("github");

        assertThat(github(hook, hook.secret(), "a", "issues", "no json").statusCode())
                .isEqualTo(422);
        assertThat(github(hook, hook.secret(), "b", "push", LABELED.formatted("x", "y"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(github(hook, hook.secret(), "c", "issues", "[".repeat(10_000))
                        .statusCode())
                .isEqualTo(422);
        assertThat(github(hook, hook.secret(), "d", "issues", " ".repeat(5 * 1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(deliveries(hook)).isZero();
        assertThat(github(
                                hook,
                                hook.secret(),
                                "e",
                                "issues",
                                "{\"issue\":{\"title\":\"" + "x".repeat(4_900_000) + "\"}}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void aRunThatWasLeftIsMadeByWhoeverComesNext() {
        started("github", "issues", "");
        Hook hook = add("github");
        String left = runs(github(hook, hook.secret(), "a", "issues", LABELED.formatted("x", "y")))
                .getFirst();
        ended(left);
        settled(hook);
        database.change(
                "update runner.delivery set settled = false, tried_at = now() - interval '1 minute',"
                        + " verdicts = replace(verdicts, 'STARTED', 'STARTS') where hook = ?",
                hook.id());

        settled(hook);

        assertThat(runsOf(hook)).isEqualTo(1);
        assertThat(run("hooks", "deliveries", "--json").out()).contains(left);
    }

    /** What came of the one delivery is written down. */
    private void settled(Hook hook) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                database.ask("select settled::text from runner.delivery where hook = ?", hook.id()))
                        .containsExactly("true"));
    }

    @Test
    void anEndpointThatIsRemovedTakesNothingMore() {
        started("github", "issues", "");
        Hook hook = add("github");

        succeed("hooks", "remove", hook.id());

        assertThat(github(hook, hook.secret(), "a", "issues", LABELED.formatted("x", "y"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(run("hooks", "list").out()).contains("no webhooks yet");
    }

    @Test
    void takesTheSecretThatAProviderMade() {
        started("standard", "deploy", "");
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

        Command.Outcome made = builderos.runWith(
                secret + "\n", project.root(), "hooks", "add", "standard", "--secret-stdin", "--json");
        Command.Outcome refused =
                builderos.runWith("short\n", project.root(), "hooks", "add", "standard", "--secret-stdin");

        assertThat(made.exitCode()).as(made.all()).isZero();
        Hook hook = new Hook(made.json().path("hook").path("id").asText(), secret);
        assertThat(signed("standard", secret, hook, "{\"type\":\"deploy\",\"issue\":{\"title\":\"t\"}}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(refused.exitCode()).as(refused.all()).isNotZero();
        assertThat(refused.all()).contains("whsec_");
    }

    // ---- what the tests do

    private record Hook(String id, String secret) {}

    /** Makes `ship/hooked.yaml`, which this event starts, known to the server. */
    private void started(String provider, String event, String when) {
        project.write("ship/hooked.yaml", """
                kind: builderos/pipeline@v1
                name: hooked
                version: 1.0.0
                on: { webhook: { provider: %s, events: ["%s"], %sinputs: { task: "${event.issue.title}" } } }
                inputs: { task: { type: string, required: true } }
                steps:
                  - { id: say, run: "echo task is ${inputs.task}" }
                """.formatted(provider, event, when));
        project.commit("a pipeline for webhooks");
        succeed("run", "test");
    }

    private Hook add(String provider) {
        HttpResponse<String> answer = builderos
                .api()
                .send(
                        "POST",
                        "/v1/hooks",
                        Map.of(
                                "project",
                                project.root().getFileName().toString(),
                                "provider",
                                provider.toUpperCase(Locale.ROOT)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode made = Json.read(answer.body());
        return new Hook(
                made.path("hook").path("id").asText(), made.path("secret").asText());
    }

    private JsonNode explained(Hook hook, String payload) {
        HttpResponse<String> answer = builderos
                .api()
                .send(
                        "POST",
                        "/v1/hooks/" + hook.id() + "/explain",
                        Map.of("event", "pull_request", "payload", payload));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body());
    }

    private static List<String> verdicts(JsonNode delivery) {
        List<String> verdicts = new ArrayList<>();
        delivery.path("verdicts")
                .forEach(verdict -> verdicts.add(verdict.path("pipeline").asText() + " "
                        + verdict.path("outcome").asText() + " "
                        + verdict.path("reason").asText()));
        return verdicts;
    }

    private long deliveries(Hook hook) {
        return database.count("select count(*) from runner.delivery where hook = ?", hook.id());
    }

    private long runsOf(Hook hook) {
        return database.count(
                "select count(*) from runner.run where requested_by = ?",
                "hook:" + hook.id().substring(0, 11));
    }

    /** The files of the home that hold these bytes as they are. */
    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(builderos.home())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(builderos.home().resolve("postgres/programs")))
                    .filter(file -> contains(file, text))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException gone) {
            return false;
        }
    }

    private HttpResponse<String> signed(String provider, String secret, Hook hook, String body) {
        String time = String.valueOf(Instant.now().getEpochSecond());
        String id = "msg_" + UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8));
        return switch (provider) {
            case "gitlab" -> post(hook, body, "X-Gitlab-Token", secret, "Idempotency-Key", id);
            case "standard" ->
                post(
                        hook,
                        body,
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        time,
                        "webhook-signature",
                        "v1,"
                                + Base64.getEncoder()
                                        .encodeToString(hmac(
                                                Base64.getDecoder().decode(secret.substring("whsec_".length())),
                                                id + "." + time + "." + body)));
            default -> post(hook, body, "X-Signature-256", signature(secret, body));
        };
    }

    private HttpResponse<String> github(Hook hook, String secret, String delivery, String event, String body) {
        return post(
                hook,
                body,
                "X-Hub-Signature-256",
                signature(secret, body),
                "X-GitHub-Event",
                event,
                "X-GitHub-Delivery",
                delivery);
    }

    /** As a provider sends: without a token. */
    private HttpResponse<String> post(Hook hook, String body, String... headers) {
        return Api.plain(request(hook, body, headers));
    }

    private HttpRequest request(Hook hook, String body, String... headers) {
        return HttpRequest.newBuilder(builderos.api().uri("/v1/hooks/" + hook.id()))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static List<String> runs(HttpResponse<String> answer) {
        List<String> runs = new ArrayList<>();
        Json.read(answer.body()).path("runs").forEach(run -> runs.add(run.asText()));
        return runs;
    }

    private void ended(String run) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                shown(run).path("summary").path("state").asText())
                        .isEqualTo("SUCCEEDED"));
    }
}
