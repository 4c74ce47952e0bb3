package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server as other programs see it. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpIT {
    private final Installation builderos;
    private GitProject project;
    private Api api;
    private String run;

    HttpIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void runSomething() {
        project = GitProject.with(builderos.directory().resolve("http"), """
                - { id: one, run: "seq 1 100" }
                - { id: two, run: "echo two" }
                """);
        Command.Outcome outcome = builderos.run(project.root(), "run", "test", "--json");
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        run = outcome.jsonLines().getFirst().path("run").asText();
        api = builderos.api();
    }

    @Test
    void refusesWhoeverShowsNoToken() {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/v1/runs"));

        HttpResponse<String> none = Api.plain(request.build());
        HttpResponse<String> wrong = Api.plain(
                request.header("Authorization", "Bearer " + "0".repeat(64)).build());

        assertThat(api.send("GET", "/v1/runs", null).statusCode())
                .as("with the token")
                .isEqualTo(200);
        assertProblem(none, 401, "request.unauthenticated");
        assertProblem(wrong, 401, "request.unauthenticated");
    }

    @Test
    void refusesNamesOfOtherMachines() throws IOException {
        assertThat(statusWithHost("127.0.0.1:" + api.port())).isEqualTo(200);
        assertThat(statusWithHost("localhost:" + api.port())).isEqualTo(200);
        assertThat(statusWithHost("evil.example.com")).isEqualTo(403);
        assertThat(statusWithHost("127.0.0.1.evil.example.com:" + api.port())).isEqualTo(403);
    }

    /** The kernel's own list of sockets: in it, addresses are in hexadecimal and 0A is a listening one. */
    @Test
    void listensOnTheLoopbackInterfaceOnly() throws IOException {
        String port = String.format(Locale.ROOT, ":%04X", api.port());
        try (Stream<String> tcp = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> tcp6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            List<String> listening = Stream.concat(tcp, tcp6)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(port) && columns[3].equals("0A"))
                    .map(columns -> columns[1].substring(0, columns[1].length() - port.length()))
                    .toList();

            assertThat(listening).isNotEmpty().allMatch(address -> address.endsWith("0100007F"));
        }
    }

    @Test
    void answersClientsThatUpgradeToHttp2() {
        HttpResponse<String> answer = api.send("GET", "/v1/runs", null);

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void describesEveryErrorInTheSameForm() {
        assertProblem(api.send("GET", "/v1/runs/nothing-like-an-id", null), 400, "request.invalid-id");
        assertProblem(
                api.send("GET", "/v1/runs/" + run.replaceFirst(".$", "0").replaceFirst("^.", "1"), null), 404, null);
        assertProblem(api.send("GET", "/v1/no-such-thing", null), 404, null);
        assertProblem(api.send("GET", "/v1/runs?state=GREEN", null), 400, null);
        assertProblem(api.send("POST", "/v1/runs", Map.of("project", "http")), 400, null);
    }

    @Test
    void resumesFactsBehindTheLastOneSeen() {
        int all = Journal.of(api, run).facts().size();

        List<Api.Event> first = api.events("/v1/runs/" + run + "/events", null, 4);
        List<Api.Event> rest =
                api.events("/v1/runs/" + run + "/events", first.getLast().id(), 1_000);

        assertThat(Stream.concat(first.stream(), rest.stream())
                        .filter(event -> event.type().equals("fact"))
                        .map(event -> Json.read(event.data()).path("seq").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all).boxed().toList());
    }

    @Test
    void resumesLinesBehindTheLastOneSeen() {
        String path = "/v1/runs/" + run + "/steps/one/logs";

        List<Api.Event> first = api.events(path, null, 30);
        List<Api.Event> rest = api.events(path, first.getLast().id(), 1_000);

        assertThat(Stream.concat(first.stream(), rest.stream())
                        .filter(event -> event.type().equals("line"))
                        .map(event -> Json.read(event.data()))
                        .filter(line -> line.path("stream").asText().equals("out"))
                        .map(line -> line.path("text").asText()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList());
    }

    @Test
    void startsOneRunPerIdempotencyKey() {
        JsonNode snapshot = Json.read(api.send(
                        "POST",
                        "/v1/projects/http/snapshots",
                        Map.of(
                                "files",
                                Stream.of("builderos.yaml", "builderos.policy.yaml", "ship/test.yaml")
                                        .map(path -> Map.of("path", path, "text", project.read(path)))
                                        .toList()))
                .body());
        Map<String, Object> order = Map.of(
                "project", "http",
                "snapshot", snapshot.path("digest").asText(),
                "pipeline", "ship/test.yaml",
                "inputs", Map.of(),
                "options", Map.of("sandbox", "bubblewrap", "allowDirty", false));

        HttpResponse<String> first = api.send("POST", "/v1/runs", order, "Idempotency-Key", "key-1");
        HttpResponse<String> again = api.send("POST", "/v1/runs", order, "Idempotency-Key", "key-1");
        HttpResponse<String> other = api.send("POST", "/v1/runs", order, "Idempotency-Key", "key-2");

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(id(again)).isEqualTo(id(first));
        assertThat(id(other)).isNotEqualTo(id(first));
    }

    private static String id(HttpResponse<String> answer) {
        return Json.read(answer.body()).path("runId").asText();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.read(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("code").asText()).isNotBlank();
        if (code != null) {
            assertThat(problem.path("code").asText()).isEqualTo(code);
        }
    }

    private int statusWithHost(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream()
                    .write(("GET /v1/status HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + api.token()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", -1)[1]);
        }
    }

    @Test
    void freesTheStreamOfAClientThatGoes() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET /v1/inbox HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + api.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
            assertThat(openStreams()).isEqualTo(1);
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> openStreams() == 0);
    }

    private double openStreams() {
        return api.send("GET", "/q/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith("builderos_gateway_streams "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", 2)[1]))
                .findFirst()
                .orElseThrow();
    }
}
