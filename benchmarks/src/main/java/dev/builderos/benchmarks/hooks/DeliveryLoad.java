package dev.builderos.benchmarks.hooks;

import static dev.builderos.benchmarks.runs.LoadedServer.field;
import static dev.builderos.benchmarks.runs.LoadedServer.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.builderos.benchmarks.runs.LoadedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures how long senders of webhooks wait, against a running server, over its HTTP API and nothing else. Deliveries are sent at
 * a steady rate whether those before are answered or not, and the time counts from when each one was due. Each is signed, is
 * different, and starts a run of one step that does nothing; its answer comes when delivery and run are durable.
 *
 * <pre>
 * java DeliveryLoad.java HOME RATE SECONDS
 * </pre>
 *
 * Five rounds after one to warm up. Deliveries that the server refuses because there are too many are counted, not sent again.
 * The program fails when another one is not accepted or does not start its run.
 */
public final class DeliveryLoad {
    private static final int ROUNDS = 5;
    private static final String PIPELINE = """
            kind: builderos/pipeline@v1
            name: delivered
            version: 1.0.0
            on:
              webhook: { provider: hmac, events: [load], inputs: { number: "${event.number}" } }
            inputs: { number: { type: string, required: true } }
            steps:
              - { id: nothing, action: noop }
            """;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LoadedServer server;
    private final AtomicInteger number = new AtomicInteger();

    private DeliveryLoad(LoadedServer server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("see the first lines of this file");
        }
        DeliveryLoad load = new DeliveryLoad(LoadedServer.of(Path.of(arguments[0])));
        String hook = load.prepare();
        int rate = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        for (int round = 0; round <= ROUNDS; round++) {
            System.out.println((round == 0 ? "warm-up  " : "round " + round + "  ")
                    + load.round(field(hook, "id"), field(hook, "secret"), rate, seconds));
        }
    }

    private String round(String hook, String secret, int rate, int seconds) throws Exception {
        int many = rate * seconds;
        long[] took = new long[many];
        AtomicInteger refused = new AtomicInteger();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < many; i++) {
            long due = begin + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int index = i;
            answers.add(http.sendAsync(delivery(hook, secret), BodyHandlers.ofString())
                    .thenAccept(answer -> {
                        if (answer.statusCode() == 503) {
                            refused.incrementAndGet();
                        } else if (answer.statusCode() != 202 || answer.body().contains("\"runs\":[]")) {
                            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                        }
                        took[index] = System.nanoTime() - due;
                    }));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        double elapsed = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(took);
        return "%d deliveries at %d/s in %.1f s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, max %.1f ms, %d refused"
                .formatted(
                        many,
                        rate,
                        elapsed,
                        took[many / 2] / 1e6,
                        took[many * 95 / 100] / 1e6,
                        took[many * 99 / 100] / 1e6,
                        took[many - 1] / 1e6,
                        refused.get());
    }

    private HttpRequest delivery(String hook, String secret) throws GeneralSecurityException {
        String body = "{\"type\":\"load\",\"number\":\"" + Long.toHexString(System.nanoTime()) + "-"
                + number.incrementAndGet() + "\",\"text\":\"" + "x".repeat(2_000) + "\"}";
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return HttpRequest.newBuilder(address("/v1/hooks/" + hook))
                .header("Content-Type", "application/json")
                .header("X-Signature-256", "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8))))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** Makes the project known, and an endpoint for it; gives the answer that holds both its id and its secret. */
    private String prepare() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("builderos-load");
        call("PUT", "/v1/projects/delivered", "{\"root\":" + quoted(directory.toString()) + "}");
        call("POST", "/v1/projects/delivered/snapshots", LoadedServer.snapshot("delivered", PIPELINE));
        return call("POST", "/v1/hooks", "{\"project\":\"delivered\",\"provider\":\"HMAC\"}");
    }

    private String call(String method, String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(path))
                        .header("Authorization", "Bearer " + server.token())
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
