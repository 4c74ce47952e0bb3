package dev.builderos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tour by hand: a fresh repository, the desk, its feature pipeline, and everything one can ask afterwards. */
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FeaturePipelineIT {
    private static final long SEED = 20_261_122;
    private static final int FLIPS = 20;

    private final Installation builderos;
    private GitProject project;
    private Path remote;
    private Command.Outcome outcome;
    private String run;

    FeaturePipelineIT(Installation builderos) {
        this.builderos = builderos;
    }

    @BeforeAll
    void runTheFeaturePipeline() {
        project = GitProject.empty(builderos.directory().resolve("hello"));
        Command.Outcome made = builderos.run(project.root(), "init", "--desk", "java-service");
        assertThat(made.exitCode()).as(made.all()).isZero();
        project.commit("start");
        remote = project.addRemote();
        outcome = builderos.run(
                project.root(), "run", "ship/feature.yaml", "-i", "task=add GET /health", "--yes", "--json");
        run = outcome.jsonLines().getFirst().path("run").asText();
    }

    @Test
    @Order(1)
    void endsWellAndWritesOnlyJsonLines() {
        assertThat(outcome.exitCode()).as(outcome.all()).isZero();
        assertThat(outcome.jsonLines())
                .isNotEmpty()
                .allMatch(line -> line.path("event").asText().matches("fact|line|approval")
                        && line.path("run").asText().equals(run));
        assertThat(outcome.err()).contains("approved by --yes");
    }

    @Test
    @Order(1)
    void keepsAnUnbrokenJournalAndShowsAllOfIt() {
        Journal journal = Journal.of(builderos.api(), run);

        journal.assertSound();

        assertThat(outcome.jsonLines().stream()
                        .filter(line -> line.path("event").asText().equals("fact"))
                        .map(line -> line.path("fact").path("type").asText()))
                .containsExactlyElementsOf(journal.types());
        assertThat(journal.of("EffectIntended").stream()
                        .filter(fact -> fact.body().path("step").asText().equals("release")))
                .as("releases that were started")
                .hasSize(1);
        assertThat(journal.of("ApprovalGranted").getFirst().body().path("answers"))
                .singleElement()
                .satisfies(answer -> assertThat(answer.path("method").asText()).isEqualTo("cli --yes"));
    }

    @Test
    @Order(1)
    void releasesAServiceThatAnswers() {
        String url = live("prod").path("url").asText();

        assertThat(Api.plain(HttpRequest.newBuilder(URI.create(url + "/health")).build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(url).startsWith("http://127.0.0.1:");
    }

    @Test
    @Order(1)
    void opensAPullRequestWithTheReceiptInTheRemote() {
        String files = GitProject.git(remote, "ls-tree", "-r", "--name-only", "refs/builderos/pulls/1");
        String receipt = GitProject.git(remote, "cat-file", "blob", "refs/builderos/pulls/1:receipt.json");

        assertThat(files.lines()).contains("pull-request.json", "receipt.json");
        assertThat(Json.read(receipt).isObject()).isTrue();
        assertThat(GitProject.git(remote, "cat-file", "blob", "refs/builderos/pulls/1:pull-request.json"))
                .contains("add GET /health");
    }

    @Test
    @Order(1)
    void leavesTheChangeOnItsBranchAndThePlanAsAnArtifact() {
        String changed = GitProject.git(remote, "diff", "--name-only", "main", branch());
        JsonNode artifacts =
                builderos.run(project.root(), "artifacts", run, "--json").json();

        assertThat(changed.lines()).containsExactly("docs/API.md", "src/Main.java", "test/RunTests.java");
        assertThat(artifacts.path("artifacts"))
                .singleElement()
                .satisfies(
                        artifact -> assertThat(artifact.path("name").asText()).isEqualTo("plan.md"));
        assertThat(project.read(".builderos/artifacts/" + run + "/plan/plan.md"))
                .startsWith("# Plan");
    }

    @Test
    @Order(1)
    void leavesTheUsersWorkingTreeAlone() {
        assertThat(project.git("status", "--porcelain")).isEmpty();
        assertThat(project.git("branch", "--show-current").strip()).isEqualTo("main");
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "runs",
                "show RUN",
                "artifacts RUN",
                "diff RUN",
                "inbox",
                "receipt RUN",
                "prompt list",
                "policy test",
                "deployments",
                "status",
                "doctor",
                "desk list"
            })
    void answersAsOneJsonValue(String command) {
        Command.Outcome answer = builderos.run(project.root(), (command.replace("RUN", run) + " --json").split(" "));

        assertThat(answer.exitCode()).as(answer.all()).isZero();
        assertThat(answer.json().isObject()).isTrue();
    }

    @Test
    @Order(1)
    void tellsWhatTheStepsWroteAsJsonLines() {
        Command.Outcome logs = builderos.run(project.root(), "logs", run, "unit", "--json");

        assertThat(logs.exitCode()).as(logs.all()).isZero();
        assertThat(logs.jsonLines())
                .isNotEmpty()
                .allMatch(line -> line.path("step").asText().equals("unit"));
    }

    @Test
    @Order(1)
    void provesTheReceiptAndRefusesItWithAnyByteChanged() throws IOException {
        byte[] receipt = Files.readAllBytes(receiptFile());
        Command.Outcome proof = builderos.run(
                project.root(), "verify", receiptFile().toString(), "--artifacts", ".builderos/artifacts/" + run);
        assertThat(proof.exitCode()).as(proof.all()).isZero();

        Random random = new Random(SEED);
        for (int flip = 0; flip < FLIPS; flip++) {
            int at = random.nextInt(receipt.length);
            byte[] forged = receipt.clone();
            forged[at] ^= (byte) (1 << random.nextInt(7));
            Path file = Files.write(builderos.directory().resolve("forged.json"), forged);
            Command.Outcome answer = builderos.run(project.root(), "verify", file.toString());
            assertThat(answer.exitCode())
                    .as("seed %d, byte %d: %s", SEED, at, answer.all())
                    .isEqualTo(1);
        }
    }

    @Test
    @Order(1)
    void refusesAReceiptWhoseArtifactWasChanged() throws IOException {
        Path artifacts = Files.createDirectories(builderos.directory().resolve("forged-artifacts/plan"));
        Files.writeString(artifacts.resolve("plan.md"), "# Another plan\n");

        Command.Outcome answer = builderos.run(
                project.root(),
                "verify",
                receiptFile().toString(),
                "--artifacts",
                artifacts.getParent().toString());

        assertThat(answer.exitCode()).as(answer.all()).isEqualTo(1);
        assertThat(answer.out() + answer.err()).contains("plan.md");
    }

    @Test
    @Order(2)
    void goesBackWhenAsked() {
        String url = live("prod").path("url").asText();

        Command.Outcome back = builderos.run(project.root(), "rollback", "--env", "prod", "--yes", "--json");

        assertThat(back.exitCode()).as(back.all()).isZero();
        assertThat(deployments()
                        .filter(each -> each.path("environment").asText().equals("prod")))
                .as("what %s served is taken down, as nothing was before it", url)
                .noneMatch(each -> each.path("live").asBoolean());
    }

    private JsonNode live(String environment) {
        return deployments()
                .filter(each -> each.path("environment").asText().equals(environment)
                        && each.path("live").asBoolean())
                .findFirst()
                .orElseThrow();
    }

    private java.util.stream.Stream<JsonNode> deployments() {
        JsonNode list = builderos.run(project.root(), "deployments", "--json").json();
        return StreamSupport.stream(list.path("deployments").spliterator(), false);
    }

    private String branch() {
        return builderos.api().get("/v1/runs/" + run).path("branch").asText();
    }

    private Path receiptFile() {
        return project.root().resolve(".builderos/runs/" + run + ".receipt.json");
    }
}
