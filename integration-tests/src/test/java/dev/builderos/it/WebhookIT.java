package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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

        HttpResponse<String> first =
                github(hook, hook.secret(), "one", "issues", LABELED.formatted("add a page", "build"));
        HttpResponse<String> again =
                github(hook, hook.secret(), "one", "issues", LABELED.formatted("add a page", "build"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        List<String> runs = runs(first);
        assertThat(runs).hasSize(1);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(runs(again)).isEqualTo(runs);
        ended(runs.getFirst());
        assertThat(run("logs", runs.getFirst()).out()).contains("task is add a page");
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
                                provider.toUpperCase(java.util.Locale.ROOT)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode made = Json.read(answer.body());
        return new Hook(
                made.path("hook").path("id").asText(), made.path("secret").asText());
    }

    private HttpResponse<String> github(Hook hook, String secret, String delivery, String event, String body) {
        return post(
                hook,
                body,
                "X-Hub-Signature-256",
                "sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), body)),
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

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
