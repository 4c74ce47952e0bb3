package dev.builderos.standalone;

import static org.awaitility.Awaitility.await;

import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built server as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration ENDED = Duration.ofMinutes(1);

    private final Process process;
    private final Path output;
    private final GatewayHome home;
    private final GatewayClient client;

    private ServerProcess(Process process, Path output, Path home) {
        this.process = process;
        this.output = output;
        this.home = new GatewayHome(home);
        this.client = new GatewayClient(this.home::endpoint);
    }

    static ServerProcess launch(Path home, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile("standalone", ".out");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("BUILDEROS_PORT");
        builder.environment().put("BUILDEROS_HOME", home.toString());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), output, home);
    }

    static ServerProcess start(Path home) throws IOException {
        ServerProcess server = launch(home, Map.of());
        await().atMost(READY).until(() -> server.isReady() || !server.process.isAlive());
        if (!server.process.isAlive()) {
            throw new AssertionError("the server did not start: " + server.output());
        }
        return server;
    }

    /** A killed server leaves its file behind, so the file has to be of this one. */
    private boolean isReady() {
        return home.server().filter(file -> file.pid() == process.pid()).isPresent();
    }

    GatewayClient client() {
        return client;
    }

    GatewayHome home() {
        return home;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server did not end");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
    }
}
