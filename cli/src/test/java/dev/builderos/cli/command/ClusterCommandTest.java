package dev.builderos.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.cli.Captured;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What `cluster` says where there is nothing to do, or it cannot be done. */
@Timeout(60)
class ClusterCommandTest {
    @TempDir
    private Path home;

    private final Captured captured = Captured.plain();

    private int run(String... arguments) {
        return new Cli(new Session(
                        captured.console(),
                        Map.of("BUILDEROS_HOME", home.toString(), "PATH", System.getenv("PATH")),
                        home,
                        InstantSource.system()))
                .run(List.of(arguments));
    }

    /** A cluster whose parts have ended; of one, the number is another process's now. */
    private void ended() throws IOException {
        Files.createDirectories(home.resolve("cluster"));
        Files.writeString(
                home.resolve("cluster/cluster.json"),
                "{\"ports\":{\"gateway\":1,\"runner-1\":2,\"policy\":3,\"registry\":4,\"nats\":5,\"database\":6},"
                        + "\"processes\":{\"policy\":{\"pid\":"
                        + ProcessHandle.current().pid()
                        + ",\"at\":\"2020-01-01T00:00:00Z\"}}}");
    }

    @Test
    void saysThatThereIsNone() {
        assertThat(run("cluster", "status")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).contains("there is no cluster in " + home, "builderos cluster up");
        assertThat(run("cluster", "down")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("no cluster is running");
        assertThat(run("cluster", "kill", "policy")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("the cluster has no `policy`", "builderos cluster up");
    }

    @Test
    void takesNoOtherProcessForItsOwn() throws IOException {
        ended();

        assertThat(run("cluster", "status", "--json")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out().split("\"down\"", -1)).as(captured.out()).hasSize(7);
        assertThat(run("cluster", "kill", "policy")).isEqualTo(ExitCode.OK);
        assertThat(captured.out()).contains("policy is down already");
        assertThat(run("cluster", "down")).isEqualTo(ExitCode.OK);
    }

    @Test
    void namesTheParts() throws IOException {
        ended();

        assertThat(run("cluster", "logs", "runner-9")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("database, nats, registry, policy, runner-1, gateway");
        assertThat(run("cluster", "logs", "runner-1")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(captured.err()).contains("runner-1 has logged nothing yet");
    }

    @Test
    void startsNothingThatItWasNotToldHowTo() {
        assertThat(run("cluster", "up")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(captured.err()).contains("use the launcher", "./builderos cluster up");
        assertThat(run("cluster", "up", "--runners", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--runners is 1 to 8");
    }

    @Test
    void keepsWherePeopleSignOn() throws IOException {
        running("\"gateway\" : 1");
        assertThat(run("cluster", "up", "--sign-on", "keycloak")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).contains("this cluster runs without Keycloak", "builderos cluster down");

        running("\"gateway\" : 1, \"keycloak\" : 2");
        assertThat(run("cluster", "up", "--sign-on", "none")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).contains("sign on at this cluster's Keycloak already");
    }

    /** A cluster whose gateway is this process. */
    private void running(String ports) throws IOException {
        Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
        Files.createDirectories(home.resolve("cluster"));
        Files.writeString(
                home.resolve("cluster/cluster.json"),
                "{\"ports\":{" + ports + "},\"processes\":{\"gateway\":{\"pid\":"
                        + ProcessHandle.current().pid() + ",\"at\":\"" + started + "\"}}}");
    }

    @Test
    void leavesTheHomeOfARunningServerAlone() throws IOException {
        Files.writeString(
                home.resolve("server.json"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":1,\"startedAt\":\"" + Instant.now()
                        + "\",\"version\":\"0.1.0\"}");

        assertThat(run("cluster", "up")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).contains("a laptop server runs in " + home, "builderos down");
        assertThat(home.resolve("cluster/cluster.json")).doesNotExist();
    }
}
