package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.RunJson;
import dev.builderos.cli.Session;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Reply;
import dev.builderos.cli.project.NewProject;
import dev.builderos.gateway.api.GatewayJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@Timeout(60)
class CliTest {
    private static final String RUN = "0192f3a1-7b2c-7000-8000-000000000001";
    private static final String OTHER = "0192f3a1-7b2c-7000-8000-000000000002";
    private static final String APPROVAL = "0192f3a1-7b2c-7000-8000-0000000000aa";

    @TempDir
    private Path directory;

    private final Captured captured = Captured.plain();
    private final Map<String, String> environment = new HashMap<>();
    private SmallGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new SmallGateway();
        environment.put("BUILDEROS_URL", gateway.base().toString());
        environment.put("BUILDEROS_HOME", directory.resolve("home").toString());
        environment.put("PATH", System.getenv("PATH"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        environment,
                        directory,
                        InstantSource.fixed(Instant.parse("2026-11-22T10:00:20Z"))))
                .run(List.of(arguments));
    }

    static Stream<CommandLine> commands() {
        Session session =
                new Session(Captured.plain().console(), Map.of(), Path.of("/"), InstantSource.fixed(Instant.EPOCH));
        return Commands.all(session).getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(
                        command.getSubcommands().isEmpty() ? Stream.of(command) : Stream.of(),
                        command.getSubcommands().values().stream()));
    }

    @Test
    void readsTheLogsOfARunThatIsOverAsOneStream() {
        gateway.on("GET /v1/runs/" + RUN, RunJson.view(RUN, "SUCCEEDED"));
        gateway.on("GET /v1/runs/" + RUN + "/logs", """
                event: lines
                data: {"step":"unit","lines":[{"n":1,"at":"2026-11-22T10:00:01Z","stream":"out","text":"all checks passed"}]}

                event: end
                data: {}

                """);

        int exitCode = run("logs", RUN);

        assertThat(exitCode).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).isEqualTo("unit │ all checks passed\n");
        assertThat(gateway.asked("GET /v1/runs/" + RUN + "/steps/unit/log")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTeachesByExample(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();

        assertThat(command.getUsageMessage()).contains("  " + name).contains("--json");
        assertThat(command.getUsageMessage().indexOf(name))
                .as("an example, besides the synopsis")
                .isNotEqualTo(command.getUsageMessage().lastIndexOf(name));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsEachOptionAndArgument(CommandLine command) {
        assertThat(command.getCommandSpec().args())
                .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
    }

    @Test
    void suggestsTheNearestCommandAndOption() {
        assertThat(run("rnu")).isEqualTo(ExitCode.USAGE);
        assertThat(run("runs", "--sate", "FAILED")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err()).contains("did you mean  run\n", "did you mean  --state\n");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void namesChoicesAsTheyAreWritten() {
        assertThat(run("hooks", "add", "githup")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("expected one of github, gitlab, standard, hmac, but was 'githup'");
    }

    @Test
    void explainsExitCodes() {
        assertThat(run("help", "exit-codes")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("130  interrupted", "5  policy refused");
    }

    @Test
    void saysThatNoServerRuns() {
        environment.remove("BUILDEROS_URL");

        assertThat(run("status")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(captured.err()).contains("no server is running", "builderos up");
    }

    @Test
    void namesTheLauncherWhenItDoesNotKnowHowToStartAServer() {
        environment.remove("BUILDEROS_URL");

        assertThat(run("up")).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void findsRunsByBeginningAndLatest() throws IOException {
        gateway.on(
                "GET /v1/runs",
                "{\"runs\":[" + RunJson.summary(RUN, "FAILED") + "," + RunJson.summary(OTHER, "FAILED")
                        + "],\"setAside\":[]}");
        gateway.on("GET /v1/runs/" + RUN, RunJson.view(RUN, "FAILED"));

        assertThat(run("show", "latest", "--json")).isEqualTo(ExitCode.OK);
        assertThat(GatewayJson.mapper()
                        .readTree(captured.out())
                        .at("/summary/id")
                        .asText())
                .isEqualTo(RUN);
        assertThat(run("show", RUN.substring(0, 35) + "1")).isEqualTo(ExitCode.OK);
        assertThat(run("show", "0192")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("2 runs begin with `0192`", RUN, OTHER);
        assertThat(run("show", "ffff")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("show", "0192f3a1-7b2c-7000-8000-00000000ffff")).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void asksForTheRunsThatFitAllThatIsSaid() {
        gateway.on("GET /v1/runs", "{\"runs\":[],\"setAside\":[]}");

        assertThat(run("runs", "--pipeline", "feature", "--by", "me@x", "--since", "2h", "--state", "FAILED,CANCELLED"))
                .isEqualTo(ExitCode.OK);

        assertThat(gateway.asked("GET /v1/runs").getFirst().query())
                .isEqualTo(
                        "pipeline=feature&by=me%40x&state=FAILED%2CCANCELLED&since=2026-11-22T08%3A00%3A20Z&limit=20");
        assertThat(captured.out()).isEqualTo("no such runs\n");
    }

    @Test
    void readsTimesAsPeopleWriteThem() {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

        assertThat(Moment.read("90s", clock, "--since")).isEqualTo("2026-11-22T09:58:30Z");
        assertThat(Moment.read("3d", clock, "--since")).isEqualTo("2026-11-19T10:00:00Z");
        assertThat(Moment.read("2026-11-22T10:00:00+01:00", clock, "--since")).isEqualTo("2026-11-22T09:00:00Z");
        assertThat(Moment.read(null, clock, "--since")).isNull();
        assertThat(run("runs", "--until", "yesterday")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--until does not know `yesterday`", "`2h`");
    }

    @Test
    void mapsProblemsToExitCodes() {
        Map<Integer, Integer> exitCodes = Map.of(
                400, ExitCode.USAGE,
                422, ExitCode.USAGE,
                401, ExitCode.UNREACHABLE,
                503, ExitCode.UNREACHABLE,
                403, ExitCode.REFUSED,
                404, ExitCode.NOT_FOUND,
                410, ExitCode.NOT_FOUND,
                409, ExitCode.FAILED,
                500, ExitCode.FAILED);
        exitCodes.forEach((status, exitCode) -> {
            gateway.on("GET /v1/status", ignored -> Reply.problem(status, "x"));

            assertThat(run("status")).as("status %d", status).isEqualTo(exitCode);
        });
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void answersWithTheDigestOfTheEffectAsItIsNow() {
        String digest = "sha256:" + "ab".repeat(32);
        gateway.on("GET /v1/approvals/" + APPROVAL, approval("PENDING", digest));
        gateway.on("GET /v1/approvals", "{\"approvals\":[" + approval("PENDING", digest) + "]}");
        gateway.on("POST /v1/approvals/" + APPROVAL + "/answers", approval("DENIED", digest));

        assertThat(run("deny", APPROVAL.substring(0, 13), "--reason", "no")).isEqualTo(ExitCode.OK);

        assertThat(gateway.asked("POST /v1/approvals/" + APPROVAL + "/answers")
                        .getFirst()
                        .body())
                .isEqualTo("{\"answer\":\"DENY\",\"effectDigest\":\"" + digest
                        + "\",\"method\":\"cli\",\"reason\":\"no\"}");
        assertThat(run("inbox")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("release r2 to prod", "builderos approve " + APPROVAL);
    }

    @Test
    void refusesAnInvalidProjectBeforeAnythingIsSent() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        Files.createDirectories(directory.resolve("ship"));
        Files.writeString(directory.resolve("ship/feature.yaml"), "kind: builderos/pipeline@v1\nnmae: x\n");

        assertThat(run("run", "feature")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err()).contains("ship/feature.yaml:2:1: ").contains("did you mean `name`?");
        assertThat(gateway.asked("PUT /v1/projects/hello")).isEmpty();
    }

    @Test
    void startsDetachedRunWithTypedInputs() throws IOException {
        project();

        assertThat(run("run", "feature", "-i", "task=a=b", "-i", "count=3", "--detach", "--json", "--sandbox=none"))
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo("{\"runId\":\"" + RUN + "\"}\n");
        assertThat(gateway.asked("POST /v1/runs").getFirst().body())
                .contains("\"pipeline\":\"ship/feature.yaml\"")
                .contains("\"inputs\":{\"task\":\"a=b\",\"count\":3}")
                .contains("\"options\":{\"sandbox\":\"none\",\"allowDirty\":false}");
    }

    @Test
    void doesARunAgainWithInputsOfTheTypesTheyHad() throws IOException {
        project();
        gateway.on(
                "GET /v1/runs/" + OTHER,
                RunJson.view(OTHER, "FAILED").replace("{\"task\":", "{\"count\":3,\"dry\":true,\"task\":"));
        gateway.on("POST /v1/runs/" + OTHER + "/rerun", "{\"runId\":\"" + RUN + "\"}");

        assertThat(run("rerun", OTHER, "-i", "count=4", "-i", "dry=false", "-i", "task=5", "--detach", "--json"))
                .isEqualTo(ExitCode.OK);
        assertThat(run("rerun", OTHER, "--current", "--model", "script:a", "--allow-dirty", "--detach"))
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out()).startsWith("{\"runId\":\"" + RUN + "\"}\n");
        assertThat(gateway.asked("POST /v1/runs/" + OTHER + "/rerun"))
                .extracting(SmallGateway.Asked::body)
                .containsExactly(
                        "{\"inputs\":{\"count\":4,\"dry\":false,\"task\":\"5\"}}",
                        "{\"inputs\":{},\"model\":\"script:a\",\"snapshot\":\"sha256:00\",\"allowDirty\":true}");
        assertThat(run("rerun", OTHER, "-i", "count=four")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("`count` is a number, not `four`");
    }

    @Test
    void forksWithWhatIsSwapped() throws IOException {
        project();
        gateway.on(
                "GET /v1/runs/" + OTHER, RunJson.view(OTHER, "FAILED").replace("{\"task\":", "{\"count\":3,\"task\":"));
        gateway.on("POST /v1/runs/" + OTHER + "/fork", "{\"runId\":\"" + RUN + "\"}");

        assertThat(run(
                        "fork",
                        OTHER,
                        "--at",
                        "plan",
                        "--set",
                        "input.count=4",
                        "--set",
                        "input=task=a=b",
                        "--set",
                        "model=script:b",
                        "--set",
                        "prompt=builder/plan@1.3.0",
                        "--detach",
                        "--json"))
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out()).isEqualTo("{\"runId\":\"" + RUN + "\"}\n");
        assertThat(gateway.asked("POST /v1/runs/" + OTHER + "/fork").getFirst().body())
                .isEqualTo("{\"at\":\"plan\",\"inputs\":{\"count\":4,\"task\":\"a=b\"},\"model\":\"script:b\","
                        + "\"prompts\":{\"builder/plan\":\"1.3.0\"}}");
        for (String wrong : List.of("colour=red", "prompt=builder/plan", "input.=x", "model")) {
            assertThat(run("fork", OTHER, "--at", "plan", "--set", wrong))
                    .as(wrong)
                    .isEqualTo(ExitCode.USAGE);
        }
        assertThat(run("fork", OTHER, "--set", "model=script:b")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void startsAReplayAndRunsWithoutTheCache() throws IOException {
        project();
        gateway.on("GET /v1/runs/" + OTHER, RunJson.view(OTHER, "FAILED"));
        gateway.on("POST /v1/runs/" + OTHER + "/replay", "{\"runId\":\"" + RUN + "\"}");

        assertThat(run("replay", OTHER, "--detach", "--json")).isEqualTo(ExitCode.OK);
        assertThat(run("run", "feature", "-i", "task=x", "-i", "count=3", "--no-cache", "--detach"))
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out()).startsWith("{\"runId\":\"" + RUN + "\"}\n");
        assertThat(gateway.asked("POST /v1/runs").getFirst().body()).contains("\"cache\":false");
    }

    @Test
    void deletesOnlyWhenItIsMeant() {
        gateway.on("GET /v1/runs/" + RUN, RunJson.view(RUN, "FAILED"));
        gateway.on("DELETE /v1/runs/" + RUN, """
                {"id":"%s","project":"hello","pipeline":"feature","state":"FAILED","requestedBy":"local:owner",
                 "admittedAt":"2026-11-22T10:00:00Z","facts":5,"head":"sha256:%s","deletedBy":"local:owner",
                 "deletedAt":"2026-11-22T10:00:20Z","reason":"a try"}
                """.formatted(RUN, "ab".repeat(32)));

        assertThat(run("delete", RUN)).isEqualTo(ExitCode.USAGE);
        assertThat(gateway.asked("DELETE /v1/runs/" + RUN)).isEmpty();
        assertThat(captured.err()).contains("--yes");
        assertThat(run("delete", RUN, "--yes", "--reason", "a try")).isEqualTo(ExitCode.OK);

        assertThat(gateway.asked("DELETE /v1/runs/" + RUN).getFirst().query()).isEqualTo("reason=a+try");
        assertThat(captured.out()).contains("is deleted", "5 facts");
    }

    @Test
    void saysWhereTwoRunsBeganToDiffer() {
        gateway.on("GET /v1/runs/" + RUN + "/compare/" + OTHER, """
                {"run":%s,"other":%s,"first":{"step":"plan","field":"key","sentence":"step `plan`: input task changed"},
                 "differences":[{"field":"input.task","was":"a","is":"b"}],
                 "steps":[{"id":"plan","run":%s,"other":%s,"because":["input task changed"],"differences":[]},
                  {"id":"unit","run":%s,"because":[],"differences":[]}]}
                """.formatted(
                side(RUN), side(OTHER), stepSide("SUCCEEDED", 1), stepSide("FAILED", 2), stepSide("SKIPPED", 0)));

        assertThat(run("compare", RUN, OTHER)).isEqualTo(ExitCode.OK);

        assertThat(captured.out())
                .startsWith("first difference  step `plan`: input task changed\n")
                .contains(
                        "input.task  a → b",
                        "1 → 2",
                        "plan\n  input task changed\n",
                        "unit\n  only in " + RUN.substring(0, 13));
    }

    @Test
    void comparesWhatTwoRunsCost() {
        gateway.on("GET /v1/runs/" + RUN + "/compare/" + OTHER, """
                {"run":%s,"other":%s,"differences":[],
                 "steps":[{"id":"plan","run":%s,"other":%s,"because":[],"differences":[]}]}
                """.formatted(
                        side(RUN),
                        costing(side(OTHER), "1.25 USD"),
                        stepSide("SUCCEEDED", 1),
                        costing(stepSide("SUCCEEDED", 1), "1.25 USD")));

        assertThat(run("compare", RUN, OTHER)).isEqualTo(ExitCode.OK);

        assertThat(captured.out())
                .startsWith("no difference but time, tokens and cost\n")
                .contains("COST", " → 1.25 USD", "1 in, 2 out  1.25 USD");
    }

    private static String costing(String view, String cost) {
        return view.substring(0, view.length() - 1) + ",\"cost\":\"" + cost + "\"}";
    }

    @Test
    void showsWhatARunCost() {
        gateway.on("GET /v1/runs/" + RUN, costing(RunJson.view(RUN, "FAILED"), "0.0081 USD"));

        assertThat(run("show", RUN)).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).containsPattern("cost +0.0081 USD");

        assertThat(run("show", RUN, "--json")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("\"cost\":\"0.0081 USD\"");
    }

    private static String side(String id) {
        return "{\"id\":\"" + id
                + "\",\"pipeline\":\"feature\",\"version\":\"1.0.0\",\"state\":\"FAILED\",\"took\":\"PT3S\","
                + "\"inputTokens\":1,\"outputTokens\":2}";
    }

    private static String stepSide(String state, int attempts) {
        return "{\"state\":\"" + state + "\",\"attempts\":" + attempts + ",\"inputTokens\":1,\"outputTokens\":2}";
    }

    @Test
    void takesTheCurrentFilesOnlyWhereTheyAre() {
        gateway.on("GET /v1/runs/" + OTHER, RunJson.view(OTHER, "FAILED"));

        assertThat(run("rerun", OTHER, "--current")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err()).contains("--current takes the files of `hello`");
    }

    @Test
    void namesInputsThatAreMissingUnknownOrOfAnotherType() throws IOException {
        project();

        assertThat(run("run", "feature", "-i", "count=three", "-i", "tsak=x")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err())
                .contains("there is no input `tsak`", "missing:  -i task=…", "`count` is a number, not `three`");
        assertThat(run("run", "nothing")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("there is  ship/feature.yaml");
    }

    @Test
    void failedPolicyTestFails() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        gateway.on(
                "POST /v1/policy/tests",
                "{\"cases\":[{\"line\":18,\"name\":\"builder fs.write\",\"expected\":\"DENY\",\"actual\":\"ALLOW\","
                        + "\"ruleId\":\"agent-grant\",\"sentence\":\"builder may write\"}]}");

        assertThat(run("policy", "test")).isEqualTo(ExitCode.FAILED);

        assertThat(captured.out()).contains("builderos.policy.yaml:18: expected deny, got allow");
    }

    @Test
    void explainsWhatThePolicySaysPartByPart() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        gateway.on(
                "POST /v1/policy/explanations",
                "{\"decision\":{\"verdict\":\"DENY\",\"ruleId\":\"careful\",\"policyDigest\":\"sha256:a\",\"effectDigest\":\"sha256:b\","
                        + "\"sentence\":\"not on Fridays\"},\"parts\":[{\"file\":\"builderos.policy.yaml\",\"line\":3,"
                        + "\"part\":\"agents.builder\",\"verdict\":\"ALLOW\",\"sentence\":\"granted\"},"
                        + "{\"file\":\"builderos.policy.yaml\",\"line\":9,\"part\":\"quiet\"}]}");

        assertThat(run("policy", "explain", "git.push", "branch=main", "n=3", "--agent", "builder"))
                .isEqualTo(ExitCode.OK);

        assertThat(captured.out())
                .contains(
                        "allow  agents.builder  builderos.policy.yaml:3",
                        "–      quiet",
                        "deny by careful: not on Fridays");
        assertThat(run("policy", "explain", "git.push", "main", "--agent", "builder"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("an argument is KEY=VALUE, not `main`");
    }

    @Test
    void aReplayedPolicyThatDecidesOtherwiseFails() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        gateway.on(
                "POST /v1/policy/replays",
                "{\"compared\":9,\"same\":7,\"unknown\":1,\"complete\":true,\"changes\":[{\"agent\":\"builder\","
                        + "\"tool\":\"fs.write\",\"before\":\"ALLOW\",\"ruleBefore\":\"agent-grant\",\"after\":\"DENY\","
                        + "\"ruleAfter\":\"default-deny\",\"sentence\":\"not granted\",\"count\":2,\"run\":\"" + RUN
                        + "\",\"step\":\"build\",\"call\":\"c1\"}]}");

        assertThat(run("policy", "replay", "--since", "30d")).isEqualTo(ExitCode.FAILED);

        assertThat(captured.out())
                .contains(
                        "builder",
                        "fs.write",
                        "default-deny",
                        "7 of 9 decisions stay",
                        "1 older ones cannot be compared");
        assertThat(run("policy", "replay", "--since", "yesterday")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void suggestsNothingWithoutAGreenRun() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        gateway.on("GET /v1/runs", "{\"runs\":[],\"setAside\":[]}");

        assertThat(run("policy", "suggest")).isEqualTo(ExitCode.NOT_FOUND);

        assertThat(captured.err()).contains("there is no green run to learn from");
    }

    @Test
    void setsThePolicyOfTheOrgFromAFileAnywhere() throws IOException {
        Files.writeString(directory.resolve("org.policy.yaml"), "kind: builderos/policy@v1\n");
        gateway.on(
                "PUT /v1/policy",
                "{\"policy\":{\"path\":\"org.policy.yaml\",\"text\":\"kind: builderos/policy@v1\\n\"},\"digest\":\"sha256:a\","
                        + "\"setBy\":\"local:owner\",\"setAt\":\"2026-11-22T10:00:00Z\"}");
        gateway.on("GET /v1/policy", "{}");

        assertThat(run("policy", "org", "--set", "org.policy.yaml")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("org.policy.yaml, set by local:owner");
        assertThat(run("policy", "org")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("the org has no policy of its own");
        assertThat(run("policy", "org", "--set", "nowhere.yaml")).isEqualTo(ExitCode.USAGE);
        assertThat(run("policy", "org", "--set", "a", "--remove")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void listsDeploymentsAndStopsOne() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        gateway.on("DELETE /v1/projects/hello/deployments/prod", ignored -> new Reply(204, new byte[0]));
        gateway.on(
                "GET /v1/projects/hello/deployments",
                "{\"deployments\":[{\"environment\":\"prod\",\"release\":\"r2\",\"commit\":\"abc\",\"runId\":\"" + RUN
                        + "\",\"live\":false,\"deployedAt\":\"2026-11-22T10:00:00Z\"}]}");

        assertThat(run("deployments", "--stop", "prod")).isEqualTo(ExitCode.OK);

        assertThat(gateway.asked("DELETE /v1/projects/hello/deployments/prod")).hasSize(1);
        assertThat(captured.out()).contains("r2");
    }

    @Test
    void writesArtifactBytesAsTheyAre() throws IOException {
        gateway.on("GET /v1/runs", "{\"runs\":[" + RunJson.summary(RUN, "SUCCEEDED") + "],\"setAside\":[]}");
        gateway.on(
                "GET /v1/runs/" + RUN + "/artifacts",
                "{\"artifacts\":[{\"stepId\":\"plan\",\"name\":\"plan.md\",\"digest\":\"sha256:00\",\"bytes\":3}]}");
        byte[] bytes = {0, 27, (byte) 0xff};
        gateway.on("GET /v1/runs/" + RUN + "/blobs/sha256:00", ignored -> new Reply(200, bytes));

        assertThat(run("artifacts", "latest", "plan.md", "-o", "out.bin")).isEqualTo(ExitCode.OK);

        assertThat(directory.resolve("out.bin")).hasBinaryContent(bytes);
        assertThat(run("artifacts", "latest", "other")).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void needsAProject() {
        assertThat(run("run", "feature")).isEqualTo(ExitCode.USAGE);

        assertThat(captured.err()).contains("there is no builderos.yaml here or above");
    }

    private void project() throws IOException {
        NewProject.create(directory, "hello", Instant.EPOCH);
        Files.createDirectories(directory.resolve("ship"));
        Files.writeString(directory.resolve("ship/feature.yaml"), """
                kind: builderos/pipeline@v1
                name: feature
                version: 1.0.0
                on: { manual: true }
                inputs: { task: { type: string, required: true }, count: { type: number } }
                steps:
                  - { id: unit, run: "true" }
                """);
        gateway.on(
                "PUT /v1/projects/hello", "{\"id\":\"hello\",\"root\":\"/\",\"createdAt\":\"2026-11-22T10:00:00Z\"}");
        gateway.on("POST /v1/projects/hello/snapshots", "{\"digest\":\"sha256:00\"}");
        gateway.on("POST /v1/runs", "{\"runId\":\"" + RUN + "\"}");
    }

    private static String approval(String state, String digest) {
        return """
                {"id":"%s","org":"local","project":"hello","runId":"%s","stepId":"release","state":"%s",
                 "effect":{"tool":"deploy.release","agent":"pipeline","environment":"prod","arguments":{"release":"r2"}},
                 "effectDigest":"%s","policyDigest":"%s",
                 "requirement":{"approvals":1,"from":["Owner"],"not":[],"expires":"PT24H"},
                 "card":{"title":"release r2 to prod","exact":"deploy.release r2","risk":{"level":"HIGH","factors":[]},
                  "undo":"builderos rollback --env prod","blastRadius":"the service in prod"},
                 "requestedBy":"local:owner","requestedAt":"2026-11-22T10:00:07Z","expiresAt":"2026-11-23T10:00:07Z",
                 "answers":[]}
                """.formatted(APPROVAL, RUN, state, digest, digest);
    }
}
