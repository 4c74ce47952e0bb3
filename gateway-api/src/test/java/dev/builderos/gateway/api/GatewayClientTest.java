package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatewayClientTest {
    private static final EventStream.Timing IMPATIENT = new EventStream.Timing(
            Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(20), Duration.ofSeconds(20));

    private StandInGateway gateway;

    private GatewayClient client;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
        client = new GatewayClient(gateway::endpoint, IMPATIENT);
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void startsRunWithTokenAndIdempotencyKey() {
        gateway.thenJson(201, "{\"runId\":\"r1\",\"aFieldOfTheFuture\":1}");

        RunAccepted accepted = client.startRun(
                new StartRun(
                        "hello",
                        "sha256:00",
                        "ship/feature.yaml",
                        Map.of("task", "add"),
                        new RunOptions("bubblewrap", null, false)),
                "key-1");

        assertThat(accepted.runId()).isEqualTo("r1");
        StandInGateway.Asked asked = gateway.asked.getFirst();
        assertThat(asked.method() + " " + asked.uri()).isEqualTo("POST /v1/runs");
        assertThat(asked.authorization()).isEqualTo("Bearer secret");
        assertThat(asked.idempotencyKey()).isEqualTo("key-1");
        assertThat(asked.body())
                .isEqualTo(
                        "{\"project\":\"hello\",\"snapshot\":\"sha256:00\",\"pipeline\":\"ship/feature.yaml\","
                                + "\"inputs\":{\"task\":\"add\"},\"options\":{\"sandbox\":\"bubblewrap\",\"allowDirty\":false}}");
    }

    @Test
    void reportsProblemDetailsAsTheServerSaidThem() {
        gateway.thenJson(
                422,
                "{\"title\":\"Invalid\",\"status\":422,\"detail\":\"one file is wrong\",\"code\":\"snapshot.invalid\","
                        + "\"problems\":[\"ship/a.yaml:3:5: unknown key\"],\"traceId\":\"t\"}");

        assertThatThrownBy(() -> client.putSnapshot("hello", new SnapshotFiles(List.of())))
                .isInstanceOfSatisfying(GatewayProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e.problem().code()).isEqualTo("snapshot.invalid");
                    assertThat(e.problem().problems()).containsExactly("ship/a.yaml:3:5: unknown key");
                });
    }

    @Test
    void reportsErrorsWithoutProblemDetailsByTheirStatus() {
        gateway.thenJson(502, "<html>");

        assertThatThrownBy(client::status)
                .isInstanceOfSatisfying(
                        GatewayProblem.class,
                        e -> assertThat(e.problem().code()).isEqualTo("http.502"));
    }

    @Test
    void saysUnreachableWhenNobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (GatewayClient lonely =
                new GatewayClient(() -> new Endpoint(URI.create("http://127.0.0.1:" + free), "t"))) {
            assertThatThrownBy(lonely::status).isInstanceOf(GatewayUnreachable.class);
        }
    }

    @Test
    void encodesWhatGoesIntoPathsAndQueries() {
        gateway.thenJson(204, "").thenJson(200, "{\"runs\":[],\"setAside\":[]}");

        client.stopDeployment("a/b c", "prod");
        RunPage page = client.runs(
                new RunFilter(
                        "a&b",
                        "feature",
                        "local:owner",
                        List.of(RunState.FAILED, RunState.CANCELLED),
                        Instant.parse("2026-11-22T10:00:00Z"),
                        null),
                null,
                5);

        assertThat(page.next()).isNull();
        assertThat(gateway.asked.get(0).uri()).isEqualTo("/v1/projects/a%2Fb%20c/deployments/prod");
        assertThat(gateway.asked.get(1).uri())
                .isEqualTo("/v1/runs?project=a%26b&pipeline=feature&by=local%3Aowner&state=FAILED%2CCANCELLED"
                        + "&since=2026-11-22T10%3A00%3A00Z&limit=5");
    }

    @Test
    void resumesBrokenStreamAfterTheLastEventAndGivesEachItemOnce() {
        gateway.thenStream(fact(1) + ": heartbeat\n\n" + fact(2) + "id: 3\nevent: fact\ndata: {\"se")
                .thenJson(503, "")
                .thenStream(fact(2) + fact(3) + "event: end\ndata: {}\n\n");

        List<String> said = readAll(client.followFacts("r1", 0));

        assertThat(said).containsExactly("1", "2", "lost 1", "lost 2", "back", "3");
        assertThat(gateway.asked)
                .extracting(StandInGateway.Asked::lastEventId)
                .as("each try resumes after the last complete event")
                .containsExactly("", "2", "2");
    }

    @Test
    void tellsOfGaps() {
        gateway.thenStream("event: gap\ndata: {\"from\":1,\"to\":7}\n\n" + fact(8) + "event: end\ndata: {}\n\n");

        assertThat(readAll(client.followFacts("r1", 0))).containsExactly("missed 1-7", "8");
    }

    @Test
    void dropsHistoryOfEachStepThatComesAgain() {
        gateway.thenStream(line("unit", 1) + line("docs", 1))
                .thenStream(line("unit", 1) + line("unit", 2) + line("docs", 1) + "event: end\ndata: {}\n\n");

        assertThat(readAll(client.followLogs("r1"))).containsExactly("unit1", "docs1", "lost 1", "back", "unit2");
    }

    @Test
    void readsTheLinesOfARunThatIsOverToTheirEnd() {
        gateway.thenStream(line("unit", 1)).thenStream(line("unit", 1) + line("docs", 1) + "event: end\ndata: {}\n\n");

        assertThat(readAll(client.followLogs("r1", true))).containsExactly("unit1", "lost 1", "back", "docs1");
    }

    @Test
    void givesUpWhenTheServerStaysAwayTooLong() {
        EventStream.Timing noPatience = new EventStream.Timing(
                Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(5));
        try (GatewayClient hasty = new GatewayClient(gateway::endpoint, noPatience);
                EventStream<FactRecord> stream = hasty.followFacts("r1", 0)) {
            assertThat(stream.next()).get().isInstanceOf(StreamEvent.Disconnected.class);
            assertThatThrownBy(stream::next).isInstanceOf(GatewayUnreachable.class);
        }
    }

    @Test
    void doesNotRetryAStreamTheServerRefuses() {
        gateway.thenJson(404, "{\"title\":\"Not found\",\"status\":404,\"code\":\"run.not-found\"}");

        try (EventStream<FactRecord> stream = client.followFacts("r9", 0)) {
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(
                            GatewayProblem.class,
                            e -> assertThat(e.problem().code()).isEqualTo("run.not-found"));
        }
    }

    @Test
    void treatsASilentConnectionAsBroken() {
        CountDownLatch over = new CountDownLatch(1);
        gateway.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(fact(1).getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        gateway.thenStream("event: end\ndata: {}\n\n");
        EventStream.Timing watchful = new EventStream.Timing(
                Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(20), Duration.ofMillis(200));
        try (GatewayClient wary = new GatewayClient(gateway::endpoint, watchful)) {
            assertThat(readAll(wary.followFacts("r1", 0))).containsExactly("1", "lost 1", "back");
        } finally {
            over.countDown();
        }
    }

    @Test
    void closingFromAnotherThreadEndsTheStream() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        gateway.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(fact(1).getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        EventStream<FactRecord> stream = client.followFacts("r1", 0);
        List<String> said = new ArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            stream.next();
            reading.countDown();
            said.addAll(readAll(stream));
        });
        reading.await();

        stream.close();

        reader.join();
        over.countDown();
        assertThat(said).isEmpty();
    }

    private static <T> List<String> readAll(EventStream<T> stream) {
        List<String> said = new ArrayList<>();
        try (stream) {
            for (Optional<StreamEvent<T>> next = stream.next(); next.isPresent(); next = stream.next()) {
                said.add(
                        switch (next.get()) {
                            case StreamEvent.Item<T>(FactRecord fact) -> Long.toString(fact.seq());
                            case StreamEvent.Item<T>(StepLogLine line) -> line.step() + line.n();
                            case StreamEvent.Item<T>(T other) -> String.valueOf(other);
                            case StreamEvent.Missed<T>(Gap gap) -> "missed " + gap.from() + "-" + gap.to();
                            case StreamEvent.Disconnected<T>(int attempt, Duration wait) -> "lost " + attempt;
                            case StreamEvent.Reconnected<T>() -> "back";
                        });
            }
        }
        return said;
    }

    private static String fact(long seq) {
        return "id: " + seq + "\nevent: fact\ndata: {\"seq\":" + seq + ",\"at\":\"" + Instant.EPOCH
                + "\",\"type\":\"RunStarted\",\"epoch\":1,\"body\":{},\"prev\":\"p\",\"hash\":\"h\"}\n\n";
    }

    private static String line(String step, long n) {
        return "id: " + step + ":" + n + "\nevent: line\ndata: {\"step\":\"" + step + "\",\"n\":" + n + ",\"at\":\""
                + Instant.EPOCH + "\",\"stream\":\"out\",\"text\":\"x\"}\n\n";
    }
}
