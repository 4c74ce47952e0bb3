package dev.builderos.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Main;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.GatewayJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class LocalServerTest {
    @TempDir
    private Path directory;

    private LocalServer server(String... more) {
        String words = more.length == 0 ? command() : command() + "\u001f" + String.join("\u001f", more);
        return new LocalServer(
                new GatewayHome(directory), Map.of(LocalServer.COMMAND, words, "PATH", System.getenv("PATH")));
    }

    @AfterEach
    void stop() {
        server().down();
    }

    @Test
    void startsOnceWaitsUntilReadyAndStops() {
        LocalServer server = server();

        LocalServer.Up first = server.up(waited -> {});
        LocalServer.Up second = server.up(waited -> {});

        assertThat(first.started()).isTrue();
        assertThat(second.started()).isFalse();
        assertThat(second.server().pid()).isEqualTo(first.server().pid());
        assertThat(server.down()).isTrue();
        assertThat(ProcessHandle.of(first.server().pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(server.down()).isFalse();
    }

    @Test
    void twoCallsAtTheSameTimeStartOneServer() throws IOException {
        Process first = upAsAProcess();
        Process second = upAsAProcess();

        JsonNode one = GatewayJson.mapper().readTree(first.getInputStream());
        JsonNode other = GatewayJson.mapper().readTree(second.getInputStream());

        assertThat(one.path("pid").asLong())
                .isPositive()
                .isEqualTo(other.path("pid").asLong());
        assertThat(server().logTail()).filteredOn("starting"::equals).hasSize(1);
    }

    private Process upAsAProcess() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java(), "-cp", System.getProperty("java.class.path"), Main.class.getName(), "up", "--json");
        builder.environment().put("BUILDEROS_HOME", directory.toString());
        builder.environment().put(LocalServer.COMMAND, command());
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String command() {
        return String.join("\u001f", java(), "-cp", System.getProperty("java.class.path"), SmallServer.class.getName());
    }

    @Test
    void showsTheEndOfTheLogWhenItDoesNotStart() {
        assertThatThrownBy(() -> server("cannot open the database").up(waited -> {}))
                .isInstanceOfSatisfying(CliFailure.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
                    assertThat(e).hasMessageContaining("exit code 7");
                    assertThat(e.details()).contains("starting", "cannot open the database");
                });
    }

    @Test
    void saysWhenTheProgramCannotBeStarted() {
        LocalServer missing =
                new LocalServer(new GatewayHome(directory), Map.of(LocalServer.COMMAND, "/nowhere/java", "PATH", ""));

        assertThatThrownBy(() -> missing.up(waited -> {}))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("could not be started");
    }
}
