package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster whose artifacts and log segments are in a store that speaks S3. */
class ObjectStoreIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 120_000;
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private final Installation builderos = Installation.fresh();
    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalS3 store =
            LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();

    @AfterEach
    void takeAway() {
        builderos.close();
        store.shutdown();
        http.close();
    }

    private URI store(String path) {
        return URI.create("http://127.0.0.1:" + store.getPort() + path);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> keys() {
        String list = send(HttpRequest.newBuilder(store("/artifacts?list-type=2"))
                        .build())
                .body();
        return KEY.matcher(list).results().map(key -> key.group(1)).toList();
    }

    private HttpResponse<String> readiness() {
        int port = new ClusterMembers(builderos.home()).port("runner-1");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .build());
    }

    private Command.Outcome up() {
        return builderos.run(builderos.directory(), "cluster", "up", "--runners", "1", "--sign-on", "none");
    }

    @Test
    void contentIsInTheBucketAndARunnerWithoutItsStoreIsNotReady() throws IOException {
        store.start();
        builderos.setEnvironment(
                "BUILDEROS_RUNNER_ARTIFACTS", "s3://artifacts/team?endpoint=http://127.0.0.1:" + store.getPort());
        builderos.setEnvironment("AWS_ACCESS_KEY_ID", "AKIATEST");
        builderos.setEnvironment("AWS_SECRET_ACCESS_KEY", "known-to-nobody-else");

        Command.Outcome refused = up();

        assertThat(refused.exitCode()).as(refused.all()).isNotZero();
        assertThat(refused.err())
                .contains("runner-1 ended while it was starting")
                .contains("artifacts cannot be kept in s3://artifacts/team/")
                .contains("404");

        send(HttpRequest.newBuilder(store("/artifacts"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build());
        Command.Outcome up = up();
        assertThat(up.exitCode()).as(up.all()).isZero();
        GitProject project = GitProject.with(builderos.directory().resolve("kept"), """
                - { id: big, run: "head -c 2000000 /dev/zero > big.bin; seq 1 %d", out: [big.bin] }
                """.formatted(LINES));

        Command.Outcome run = builderos.run(project.root(), "run", "test", "--json");

        assertThat(run.exitCode()).as(run.all()).isZero();
        String id = run.jsonLines().getFirst().path("run").asText();
        assertThat(project.root().resolve(".builderos/artifacts").resolve(id).resolve("big/big.bin"))
                .hasSize(2_000_000);
        Command.Outcome logs = builderos.run(project.root(), "logs", id, "big");
        assertThat(logs.out().lines().filter(line -> line.endsWith(" 1") || line.equals("1")))
                .as("the first line, which is in a segment")
                .isNotEmpty();
        assertThat(keys())
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(key -> assertThat(key).matches("team/(local/sha256/[0-9a-f]{2}/[0-9a-f]{64}|probe)"));
        assertThat(builderos.home().resolve("artifacts/sha256")).doesNotExist();
        try (var parts = Files.list(builderos.home().resolve("artifacts/parts"))) {
            assertThat(parts.map(Path::toString)).isEmpty();
        }
        Command.Outcome verified = builderos.run(project.root(), "verify", ".builderos/runs/" + id + ".receipt.json");
        assertThat(verified.exitCode()).as(verified.all()).isZero();

        assertThat(readiness().statusCode()).isEqualTo(200);
        store.shutdown();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(readiness())
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                        .satisfies(answer -> assertThat(answer.body()).contains("artifacts")));
    }
}
