package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GatewayHomeTest {
    @TempDir
    private Path directory;

    @Test
    void findsTheRunningServerAndItsToken() throws IOException {
        GatewayHome home = GatewayHome.of(Map.of("BUILDEROS_HOME", directory.toString()));
        write(ProcessHandle.current().pid(), Instant.now());
        Files.writeString(home.tokenFile(), "secret\n");

        assertThat(home.endpoint().base()).hasToString("http://127.0.0.1:7788");
        assertThat(home.endpoint().token()).isEqualTo("secret");
    }

    @Test
    void takesTheFileOfADeadServerForNone() throws IOException {
        write(Long.MAX_VALUE, Instant.now());

        assertThat(new GatewayHome(directory).server()).isEmpty();
    }

    @Test
    void takesAnotherProcessWithTheSameNumberForNone() throws IOException {
        write(ProcessHandle.current().pid(), Instant.EPOCH);

        assertThat(new GatewayHome(directory).server()).isEmpty();
    }

    /** Its parent becomes a program that collects nobody, and only then it ends. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(10)
    void takesAKilledServerThatNobodyHasCollectedForNone() throws IOException {
        Process parent = new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 60").start();
        try (BufferedReader said = parent.inputReader()) {
            String pid = said.readLine();
            Path program = Path.of("/proc", String.valueOf(parent.pid()), "comm");
            while (!Files.readString(program).equals("sleep\n")) {
                Thread.onSpinWait();
            }
            parent.getOutputStream().close();
            Path status = Path.of("/proc", pid, "status");
            while (!Files.readString(status).contains("\nState:\tZ")) {
                Thread.onSpinWait();
            }
            write(Long.parseLong(pid), Instant.now());

            assertThat(new GatewayHome(directory).server()).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void takesAnUnreadableFileForNone() throws IOException {
        Files.writeString(directory.resolve("server.json"), "{\"pid\":");

        GatewayHome home = new GatewayHome(directory);

        assertThat(home.server()).isEmpty();
        assertThatThrownBy(home::endpoint).isInstanceOf(GatewayUnreachable.class);
    }

    private void write(long pid, Instant startedAt) throws IOException {
        Files.write(directory.resolve("server.json"), GatewayJson.write(new ServerFile(pid, 7788, startedAt, "0.1.0")));
    }
}
