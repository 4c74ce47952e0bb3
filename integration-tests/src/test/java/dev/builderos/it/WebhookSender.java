package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A provider that sends each of its deliveries until it is accepted, a second after it was not. */
final class WebhookSender {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final Installation builderos;
    private final String hook;
    private final String secret;
    private final AtomicInteger repeated = new AtomicInteger();
    private final Set<String> runs = new ConcurrentSkipListSet<>();

    private WebhookSender(Installation builderos, String hook, String secret) {
        this.builderos = builderos;
        this.hook = hook;
        this.secret = secret;
    }

    /** For a project of this name whose pipeline each delivery starts. */
    static WebhookSender to(Installation builderos, String project) {
        GitProject files = GitProject.with(builderos.directory().resolve(project), "- { id: none, action: noop }\n");
        files.write("ship/test.yaml", """
                kind: builderos/pipeline@v1
                name: test
                version: 1.0.0
                on: { webhook: { provider: hmac, events: [told], inputs: { number: "${event.number}" } } }
                inputs: { number: { type: string, required: true } }
                steps:
                  - { id: none, action: noop }
                """);
        files.commit("a pipeline for webhooks");
        Workload.register(builderos.api(), files, project);
        HttpResponse<String> made =
                builderos.api().send("POST", "/v1/hooks", Map.of("project", project, "provider", "HMAC"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        JsonNode answer = Json.read(made.body());
        return new WebhookSender(
                builderos,
                answer.path("hook").path("id").asText(),
                answer.path("secret").asText());
    }

    /** Sends so many different ones at once; done when each is accepted. */
    CompletableFuture<Void> send(int deliveries) {
        return CompletableFuture.allOf(IntStream.range(0, deliveries)
                .mapToObj(number -> deliver("{\"type\":\"told\",\"number\":\"" + number + "\"}"))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> deliver(String body) {
        HttpRequest request = HttpRequest.newBuilder(builderos.api().uri("/v1/hooks/" + hook))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-Signature-256", signature(secret, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenCompose(answer -> {
            if (answer.statusCode() == 503) {
                repeated.incrementAndGet();
                return CompletableFuture.supplyAsync(() -> body, LATER).thenCompose(this::deliver);
            }
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
            Json.read(answer.body()).path("runs").forEach(run -> runs.add(run.asText()));
            return CompletableFuture.completedFuture(null);
        });
    }

    String hook() {
        return hook;
    }

    /** How often a delivery was not accepted. */
    int repeated() {
        return repeated.get();
    }

    /** The runs that were told. */
    List<String> runs() {
        return List.copyOf(runs);
    }

    static String signature(String secret, String body) {
        return "sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), body));
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
