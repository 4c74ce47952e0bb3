package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.RunJson;
import dev.builderos.cli.Session;
import dev.builderos.cli.SmallGateway;
import dev.builderos.cli.SmallGateway.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What people see of runs that are set aside and of messages that are parked. */
@Timeout(60)
class TroubleTest {
    private static final String RUN = "0192f3a1-7b2c-7000-8000-000000000001";
    private static final String BROKEN = "0192f3a1-7b2c-7000-8000-000000000002";
    private static final String SET_ASIDE = "{\"id\":\"" + BROKEN + "\",\"project\":\"hello\",\"pipeline\":\"feature\","
            + "\"state\":\"RUNNING\",\"requestedBy\":\"local:owner\",\"admittedAt\":\"2026-11-22T10:00:00Z\","
            + "\"reason\":\"its journal is empty\",\"fix\":\"`builderos delete " + BROKEN + "` takes it away\"}";

    @TempDir
    private Path home;

    private final Captured captured = Captured.plain();
    private SmallGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new SmallGateway();
        Files.writeString(home.resolve("token"), "secret");
        Files.writeString(
                home.resolve("server.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":"
                        + gateway.base().getPort() + ",\"startedAt\":\"" + Instant.now()
                        + "\",\"version\":\"0.1.0\"}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        Map.of("BUILDEROS_HOME", home.toString(), "PATH", System.getenv("PATH")),
                        home,
                        InstantSource.fixed(Instant.parse("2026-11-22T10:00:20Z"))))
                .run(List.of(arguments));
    }

    private void status(int setAside, String parked) {
        gateway.on(
                "GET /v1/status",
                "{\"version\":\"0.1.0\",\"startedAt\":\"2026-11-22T10:00:00Z\",\"pid\":1,\"home\":\"/\",\"database\":\"none\","
                        + "\"runs\":{\"active\":0,\"setAside\":" + setAside + "}" + parked
                        + ",\"sandbox\":{\"name\":\"bubblewrap\",\"ok\":true,\"checks\":[]},\"models\":[]}");
    }

    @Test
    void listsARunThatIsSetAsideAtItsPlaceWithWhatToDo() {
        gateway.on(
                "GET /v1/runs", "{\"runs\":[" + RunJson.summary(RUN, "FAILED") + "],\"setAside\":[" + SET_ASIDE + "]}");

        assertThat(run("runs")).isEqualTo(ExitCode.OK);

        List<String> lines = captured.out().lines().toList();
        assertThat(lines.get(1)).contains("SET ASIDE", "hello", "feature");
        assertThat(lines.get(2)).contains("FAILED");
        assertThat(lines.getLast()).contains("its journal is empty", "builderos delete " + BROKEN);
    }

    @Test
    void saysOfARunThatIsSetAsideWhyAndWhatToDo() {
        gateway.on(
                "GET /v1/runs/" + BROKEN,
                ignored -> new Reply(
                        409,
                        ("{\"title\":\"Conflict\",\"status\":409,\"code\":\"run.set-aside\",\"detail\":\"the run is set aside\","
                                        + "\"problems\":[\"delete it\"]}")
                                .getBytes(StandardCharsets.UTF_8)));

        assertThat(run("show", BROKEN)).isEqualTo(ExitCode.FAILED);

        assertThat(captured.err()).contains("the run is set aside", "delete it");
    }

    @Test
    void countsInTheStatusWhatIsSetAsideAndParked() {
        status(2, ",\"parked\":3");

        assertThat(run("status")).isEqualTo(ExitCode.OK);

        assertThat(captured.out()).contains("2 set aside", "3 parked");
    }

    @Test
    void theDoctorNamesWhatIsParked() {
        status(1, ",\"parked\":1");
        gateway.on(
                "GET /v1/parked",
                "{\"total\":1,\"messages\":[{\"service\":\"policy\",\"consumer\":\"policy-open-approval\",\"subject\":\"some.subject\","
                        + "\"id\":\"" + RUN
                        + "\",\"parkedAt\":\"2026-11-22T10:00:00Z\",\"attempts\":5,\"reason\":\"MalformedMessage\"}]}");

        assertThat(run("doctor")).isEqualTo(ExitCode.FAILED);

        assertThat(captured.out())
                .contains("1 set aside", "builderos runs --all")
                .contains("policy could not take some.subject", RUN, "after 5 tries: MalformedMessage");
    }

    @Test
    void hasParkedMessagesTriedAgain() {
        String other = BROKEN;
        String listed = "{\"total\":2,\"messages\":["
                + "{\"service\":\"policy\",\"consumer\":\"policy-open-approval\",\"subject\":\"some.subject\",\"id\":\""
                + RUN
                + "\",\"parkedAt\":\"2026-11-22T10:00:00Z\",\"attempts\":5,\"reason\":\"early\"},"
                + "{\"service\":\"runner\",\"consumer\":\"outbox\",\"subject\":\"x\",\"id\":\"" + other
                + "\",\"parkedAt\":\"2026-11-22T09:00:00Z\",\"attempts\":1,\"reason\":\"no message\"}]}";
        gateway.on("GET /v1/parked", listed);
        gateway.on("POST /v1/parked/policy/policy-open-approval/" + RUN + "/retry", "{\"taken\":true}");
        gateway.on("POST /v1/parked/runner/outbox/" + other + "/retry", "{\"taken\":false,\"reason\":\"still not\"}");

        assertThat(run("parked")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains(RUN, "policy-open-approval", "early");
        assertThat(run("parked", "retry", RUN)).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains(RUN + "  taken by policy-open-approval");
        assertThat(run("parked", "retry", "--all")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains(other + "  still not");
        assertThat(run("parked", "retry")).isEqualTo(ExitCode.USAGE);
        assertThat(run("parked", "retry", RUN.substring(0, 12))).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("2 parked messages begin with");
        assertThat(run("parked", "retry", "ffff")).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void theDoctorSaysWhenNobodyKnowsWhatIsParked() {
        status(0, "");

        run("doctor");

        assertThat(captured.out()).contains("✗ messages", "does not say");
    }
}
