package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Asked;
import dev.builderos.cli.SmallGateway.Reply;
import dev.builderos.gateway.api.GatewayJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RemotePromptsTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);
    private static final String OTHER = "sha256:" + "9".repeat(64);
    private static final String VERSIONS = "GET /v1/prompts/versions";
    private static final String MISSING = "POST /v1/prompts/missing";
    private static final String TEXTS = "POST /v1/prompts/texts";
    private static final String BRING = "POST /v1/prompts/bring";
    private static final String NOTHING = "{\"missing\":[],\"conflicts\":[]}";

    @TempDir
    private Path directory;

    private Captured captured = Captured.plain();
    private SmallGateway here;
    private SmallGateway there;

    @BeforeEach
    void start() throws IOException {
        here = new SmallGateway();
        there = new SmallGateway();
        there.on("GET /v1/me", """
                {"id":"ada@example.com","org":"acme","role":"Builder","may":[],"orgs":[]}
                """);
        Path token = Files.writeString(directory.resolve("token"), "secret");
        assertThat(run("remote", "add", "team", there.base().toString())).isEqualTo(ExitCode.OK);
        assertThat(run("remote", "login", "team", "--token-from", token.toString()))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        captured = Captured.plain();
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        Map.of(
                                "BUILDEROS_URL", here.base().toString(),
                                "BUILDEROS_HOME", directory.resolve("home").toString()),
                        directory,
                        InstantSource.fixed(Instant.parse("2026-11-22T10:00:20Z"))))
                .run(List.of(arguments));
    }

    private static String entry(String version, String digest) {
        return "{\"name\":\"builder/plan\",\"version\":\"" + version + "\",\"digest\":\"" + digest + "\",\"bytes\":7}";
    }

    private static String page(String... entries) {
        return "{\"versions\":[" + String.join(",", entries) + "]}";
    }

    private static String key(String version) {
        return "{\"name\":\"builder/plan\",\"version\":\"" + version + "\"}";
    }

    private static String text(String version, String digest) {
        return "{\"name\":\"builder/plan\",\"version\":\"" + version + "\",\"digest\":\"" + digest
                + "\",\"text\":\"words " + version + "\"}";
    }

    private static String brought(String version, String outcome, String more) {
        return "{\"name\":\"builder/plan\",\"version\":\"" + version + "\",\"outcome\":\"" + outcome + "\"" + more
                + "}";
    }

    private static JsonNode body(Asked asked) throws IOException {
        return GatewayJson.mapper().readTree(asked.body());
    }

    @Test
    void pushSendsOnlyWhatIsMissingInOneQuestionOldestFirst() throws IOException {
        here.on(VERSIONS, page(entry("1.10.0", TWO), entry("1.2.0", ONE), entry("1.0.0", OTHER)));
        there.on(MISSING, "{\"missing\":[" + key("1.2.0") + "," + key("1.10.0") + "],\"conflicts\":[]}");
        here.on(TEXTS, "{\"prompts\":[" + text("1.2.0", ONE) + "," + text("1.10.0", TWO) + "]}");
        there.on(BRING, "{\"prompts\":[" + brought("1.2.0", "TAKEN", "") + "," + brought("1.10.0", "TAKEN", "") + "]}");

        int exitCode = run("remote", "push", "team", "--prompts");

        assertThat(exitCode).as(captured.err()).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).isEqualTo("""
                          builder/plan@1.0.0  there
                        ✓ builder/plan@1.2.0  sent
                        ✓ builder/plan@1.10.0  sent
                        3 prompt versions: 2 sent, 0 in conflict or refused, 1 left as they are
                        """);
        assertThat(there.asked(MISSING)).hasSize(1);
        JsonNode sent = body(there.asked(BRING).getFirst());
        assertThat(sent.path("prompts").findValuesAsText("version")).containsExactly("1.2.0", "1.10.0");
        assertThat(sent.path("prompts").findValuesAsText("digest")).containsExactly(ONE, TWO);
        assertThat(sent.path("prompts").path(0).path("text").asText()).isEqualTo("words 1.2.0");
        assertThat(sent.path("from").asText()).isNotBlank();
        assertThat(sent.has("org")).isFalse();
    }

    @Test
    void aSecondPushReadsNoTextAndSendsNothing() {
        here.on(VERSIONS, page(entry("1.0.0", ONE)));
        there.on(MISSING, NOTHING);

        assertThat(run("remote", "push", "team", "--prompts")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("builder/plan@1.0.0  there", "0 sent", "1 left as they are");
        assertThat(here.asked(TEXTS)).isEmpty();
        assertThat(there.asked(BRING)).isEmpty();
    }

    @Test
    void aConflictIsShownWithBothDigestsAndNothingIsSent() {
        here.on(VERSIONS, page(entry("1.0.0", ONE)));
        there.on(
                MISSING,
                "{\"missing\":[],\"conflicts\":[{\"name\":\"builder/plan\",\"version\":\"1.0.0\",\"here\":\"" + OTHER
                        + "\",\"free\":\"1.0.1\"}]}");

        assertThat(run("remote", "push", "team", "--prompts")).isEqualTo(ExitCode.FAILED);

        assertThat(captured.out())
                .contains("✗ builder/plan@1.0.0  conflict", "free is 1.0.1", "there  " + OTHER, "sent   " + ONE);
        assertThat(there.asked(BRING)).isEmpty();
    }

    @Test
    void whatIsRefusedIsToldWithItsReasonAndFails() throws IOException {
        here.on(VERSIONS, page(entry("1.0.0", ONE), entry("1.1.0", TWO)));
        there.on(MISSING, "{\"missing\":[" + key("1.0.0") + "," + key("1.1.0") + "],\"conflicts\":[]}");
        here.on(TEXTS, "{\"prompts\":[" + text("1.0.0", ONE) + "," + text("1.1.0", TWO) + "]}");
        there.on(
                BRING,
                "{\"prompts\":["
                        + brought("1.0.0", "REFUSED", ",\"detail\":\"it is no right prompt\"")
                        + "," + brought("1.1.0", "CONFLICT", ",\"here\":\"" + OTHER + "\",\"detail\":\"taken\"")
                        + "]}");

        assertThat(run("remote", "push", "team", "--prompts", "--json")).isEqualTo(ExitCode.FAILED);

        JsonNode told = GatewayJson.mapper().readTree(captured.out());
        assertThat(told.path("remote").asText()).isEqualTo("team");
        assertThat(told.path("direction").asText()).isEqualTo("push");
        assertThat(told.path("prompts").findValuesAsText("outcome")).containsExactly("REFUSED", "CONFLICT");
        assertThat(told.path("prompts").path(0).path("detail").asText()).isEqualTo("it is no right prompt");
        assertThat(told.path("prompts").path(1).path("there").asText()).isEqualTo(OTHER);
    }

    @Test
    void aDryRunSendsNothing() {
        here.on(VERSIONS, page(entry("1.0.0", ONE)));
        there.on(MISSING, "{\"missing\":[" + key("1.0.0") + "],\"conflicts\":[]}");

        assertThat(run("remote", "push", "team", "--prompts", "--dry-run")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("builder/plan@1.0.0  would be sent  7 bytes");
        assertThat(here.asked(TEXTS)).isEmpty();
        assertThat(there.asked(BRING)).isEmpty();
    }

    @Test
    void signingOnSaysThatItIsTheRemoteThatIsAway() throws IOException {
        there.close();
        Path token = Files.writeString(directory.resolve("token"), "secret");

        assertThat(run("remote", "login", "team", "--token-from", token.toString()))
                .isEqualTo(ExitCode.UNREACHABLE);

        assertThat(captured.err()).contains("`team` cannot be reached now").doesNotContain("builderos status");
    }

    @Test
    void aListWithoutAnEndIsNotReadForEver() {
        there.on(VERSIONS, page(entry("1.0.0", ONE)).replace("]}", "],\"next\":\"builder/plan@1.0.0\"}"));

        assertThat(run("remote", "pull", "team", "--prompts")).isEqualTo(ExitCode.FAILED);

        assertThat(captured.err()).contains("has no end", "--prompt NAME");
    }

    @Test
    void pullIsTheOtherWayRound() {
        there.on(VERSIONS, page(entry("1.0.0", ONE)));
        here.on(MISSING, "{\"missing\":[" + key("1.0.0") + "],\"conflicts\":[]}");
        there.on(TEXTS, "{\"prompts\":[" + text("1.0.0", ONE) + "]}");
        here.on(BRING, "{\"prompts\":[" + brought("1.0.0", "TAKEN", "") + "]}");

        assertThat(run("remote", "pull", "team", "--prompts"))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("✓ builder/plan@1.0.0  sent");
        assertThat(there.asked(BRING)).isEmpty();
        assertThat(here.asked(BRING).getFirst().body()).contains(there.base().toString());
    }

    @Test
    void onlyTheVersionThatIsNamedGoes() throws IOException {
        here.on(VERSIONS, page(entry("1.0.0", ONE), entry("1.1.0", TWO)));
        there.on(MISSING, NOTHING);

        assertThat(run("remote", "push", "team", "--prompt", "builder/plan@1.1.0"))
                .isEqualTo(ExitCode.OK);

        assertThat(here.asked(VERSIONS).getFirst().query()).contains("name=builder%2Fplan");
        assertThat(body(there.asked(MISSING).getFirst()).path("versions").findValuesAsText("version"))
                .containsExactly("1.1.0");
    }

    @Test
    void aPromptThatIsNotThereIsToldWithThoseThatAre() {
        here.on(VERSIONS, page(entry("1.0.0", ONE)));

        assertThat(run("remote", "push", "team", "--prompt", "builder/plan@3.0.0"))
                .isEqualTo(ExitCode.NOT_FOUND);

        assertThat(captured.err()).contains("no prompt `builder/plan@3.0.0`", "there is  builder/plan@1.0.0");
    }

    @Test
    void listsAllPagesOfWhatThereIs() throws IOException {
        here.on(
                VERSIONS,
                asked -> Reply.json(
                        asked.query() == null
                                ? "{\"versions\":[" + entry("1.0.0", ONE) + "],\"next\":\"builder/plan@1.0.0\"}"
                                : page(entry("1.1.0", TWO))));
        there.on(MISSING, NOTHING);

        assertThat(run("remote", "push", "team", "--prompts")).isEqualTo(ExitCode.OK);

        assertThat(body(there.asked(MISSING).getFirst()).path("versions")).hasSize(2);
    }

    @Test
    void aRemoteThatCannotBeReachedLosesNothingAndTheSameCommandGoesOn() {
        here.on(VERSIONS, page(entry("1.0.0", ONE)));
        there.close();

        assertThat(run("remote", "push", "team", "--prompts")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(captured.err())
                .contains(
                        "`team` cannot be reached now: no answer from " + there.base(),
                        "nothing is lost",
                        "builderos remote push team --prompts");
        assertThat(captured.err()).doesNotContain("builderos status");
    }

    @Test
    void anOwnServerThatIsAwayIsNotTakenForTheRemote() {
        here.close();

        assertThat(run("remote", "push", "team", "--prompts")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(captured.err()).contains("builderos status").doesNotContain("`team` cannot be reached");
    }

    @Test
    void runsAndPromptsAreBroughtOneAfterTheOther() {
        assertThat(run("remote", "push", "team", "--prompts", "--all")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err()).contains("--run, --project and --all are about runs");
    }

    @Test
    void pushWithoutPromptsBringsRuns() {
        here.on("GET /v1/runs", "{\"runs\":[],\"setAside\":[]}");

        assertThat(run("remote", "push", "team", "--all")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo("there are no runs to bring\n");
        assertThat(here.asked(VERSIONS)).isEmpty();
    }
}
