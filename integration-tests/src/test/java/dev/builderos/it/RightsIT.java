package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every operation of the document, asked by every role, by nobody, and for another org: what comes is what the matrix says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsIT {
    private static final Pattern PART = Pattern.compile("\\{(\\w+)}");
    private static final Map<String, String> PARTS = Map.of(
            "hook", "hk_0123456789abcdefghijklmnopqrst-_",
            "member", "nobody@example.com",
            "service", "runner",
            "digest", "sha256:" + "0".repeat(64),
            "project", "none",
            "environment", "dev");
    private static final String UNKNOWN = "0192f3a1-7b2c-7000-8000-000000000001";
    private static final List<String> ENVIRONMENTS = List.of("dev", "stage", "prod");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Installation builderos = Installation.fresh();
    private final Map<String, String> tokens = new HashMap<>();
    private List<String> roles = List.of();

    private record Operation(String id, String method, String path, String mediaType) {}

    private record Cell(String operation, String environment, String who, boolean permitted) {}

    @BeforeAll
    void makeMembers() throws IOException {
        assertThat(builderos.run(builderos.directory(), "up").exitCode()).isZero();
        List<String> head = matrix().getFirst();
        roles = head.subList(2, head.size());
        for (String role : roles) {
            String member = "service:" + role.toLowerCase(Locale.ROOT);
            Command.Outcome added =
                    builderos.run(builderos.directory(), "members", "add", member, "--role", role, "--json");
            assertThat(added.exitCode()).as(added.all()).isZero();
            Command.Outcome made =
                    builderos.run(builderos.directory(), "tokens", "make", "matrix", "--for", member, "--role", role);
            assertThat(made.exitCode()).as(made.all()).isZero();
            tokens.put(role, made.out().strip());
        }
    }

    @AfterAll
    void stop() {
        http.close();
        builderos.close();
    }

    private static List<List<String>> matrix() throws IOException {
        return Files.readAllLines(
                        Installation.built("services/gateway").resolve("src/test/resources/rights-matrix.txt"))
                .stream()
                .map(line -> List.of(line.strip().split("\\s+")))
                .toList();
    }

    @Test
    void everyCellIsAnsweredAsTheMatrixSays() throws IOException {
        Map<String, Operation> operations = operations();
        List<List<String>> lines = matrix();
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (List<String> line : lines.subList(1, lines.size())) {
            Operation operation = operations.get(line.getFirst());
            for (Cell cell : cells(line)) {
                asked++;
                check(operation, cell, wrong);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(lines.subList(1, lines.size()).stream().map(List::getFirst))
                .as("operations of the matrix")
                .containsAll(operations.keySet());
        assertThat(asked).isGreaterThan(300);
    }

    private List<Cell> cells(List<String> line) {
        List<Cell> cells = new ArrayList<>();
        boolean anybody = line.get(2).equals("anybody");
        for (int i = 0; i < roles.size(); i++) {
            cells.add(new Cell(
                    line.get(0),
                    line.get(1),
                    roles.get(i),
                    anybody || line.get(2 + i).equals("yes")));
        }
        cells.add(new Cell(line.get(0), line.get(1), "nobody", anybody));
        return cells;
    }

    private void check(Operation operation, Cell cell, List<String> wrong) {
        boolean known = tokens.containsKey(cell.who());
        String code = code(operation, cell.environment(), tokens.get(cell.who()), null);
        boolean refused = code.equals("request.not-permitted") || code.equals("request.unauthenticated");
        String expected = known ? "request.not-permitted" : "request.unauthenticated";
        if (cell.permitted() ? refused : !code.equals(expected)) {
            wrong.add(cell + " → " + code);
        }
        if (known && !isForAnybody(operation)) {
            String elsewhere = code(operation, cell.environment(), tokens.get(cell.who()), "other");
            if (!elsewhere.equals("org.not-a-member")) {
                wrong.add(cell + " in another org → " + elsewhere);
            }
        }
    }

    private static boolean isForAnybody(Operation operation) {
        return operation.path().startsWith("/v1/sign-on")
                || operation.id().equals("openSession")
                || operation.id().equals("receiveDelivery");
    }

    /** The code of the problem; {@code ok} when there is none. The body of what is permitted is none that would do anything. */
    private String code(Operation operation, String environment, @Nullable String token, @Nullable String org) {
        String path = PART.matcher(operation.path())
                .replaceAll(part -> part.group(1).equals("environment") && ENVIRONMENTS.contains(environment)
                        ? environment
                        : Matcher.quoteReplacement(PARTS.getOrDefault(part.group(1), UNKNOWN)));
        HttpRequest.Builder request = HttpRequest.newBuilder(builderos.api().uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", operation.mediaType())
                .method(operation.method(), HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (org != null) {
            request.header("BuilderOS-Org", org);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() < 400) {
                    return "ok";
                }
                JsonNode problem = Json.read(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                assertThat(problem.path("status").asInt()).isEqualTo(answer.statusCode());
                return problem.path("code").asText();
            }
        } catch (IOException e) {
            throw new AssertionError(operation + " is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Operation> operations() throws IOException {
        Map<String, Operation> operations = new HashMap<>();
        Path document = Installation.built("gateway-api").resolve("src/main/resources/openapi/builderos.yaml");
        JsonNode paths = new YAMLMapper().readTree(document.toFile()).path("paths");
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String id = operation.getValue().path("operationId").asText();
                    var taken = operation
                            .getValue()
                            .path("requestBody")
                            .path("content")
                            .fieldNames();
                    operations.put(
                            id,
                            new Operation(
                                    id,
                                    operation.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    taken.hasNext() ? taken.next() : "application/json"));
                }));
        return operations;
    }

    @Test
    void whatIsDoneToATeamStandsInItsAuditLog() {
        String member = "service:watched";
        assertThat(builderos
                        .run(builderos.directory(), "members", "add", member, "--role", "Viewer")
                        .exitCode())
                .isZero();
        assertThat(builderos
                        .run(builderos.directory(), "members", "add", member, "--role", "Builder")
                        .exitCode())
                .isZero();
        builderos.run(builderos.directory(), "tokens", "make", "watched", "--for", member, "--role", "Viewer");
        assertThat(builderos
                        .run(builderos.directory(), "members", "remove", member)
                        .exitCode())
                .isZero();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode entries = Json.read(builderos
                            .run(builderos.directory(), "audit", "list", "--kind", "team", "-n", "200", "--json")
                            .out())
                    .path("entries");
            List<String> acts = new ArrayList<>();
            entries.forEach(entry -> {
                if (entry.path("what").path("member").asText().equals(member)) {
                    assertThat(entry.path("what").path("by").asText()).isEqualTo("local:owner");
                    acts.add(entry.path("what").path("act").asText());
                }
            });
            assertThat(acts.reversed()).containsExactly("member.added", "member.role", "token.made", "member.removed");
        });
    }

    @Test
    void aMemberThatIsTakenOutIsNobodyWithinHalfAMinute() {
        Command.Outcome added =
                builderos.run(builderos.directory(), "members", "add", "service:short", "--role", "Viewer", "--json");
        assertThat(added.exitCode()).as(added.all()).isZero();
        String token = builderos
                .run(builderos.directory(), "tokens", "make", "short", "--for", "service:short", "--role", "Viewer")
                .out()
                .strip();
        Api viewer = new Api(builderos.api().port(), token);
        assertThat(viewer.send("GET", "/v1/runs", null).statusCode()).isEqualTo(200);

        builderos.run(builderos.directory(), "members", "remove", "service:short");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> viewer.send("GET", "/v1/runs", null).statusCode() == 401);
    }

    @Test
    void whatIsOfTheProcessIsForItsOperatorOnly() {
        Api owner = new Api(builderos.api().port(), tokens.get("Owner"));

        assertThat(owner.send("GET", "/q/metrics", null).statusCode()).isEqualTo(403);
        assertThat(builderos.api().send("GET", "/q/metrics", null).statusCode()).isEqualTo(200);
    }
}
