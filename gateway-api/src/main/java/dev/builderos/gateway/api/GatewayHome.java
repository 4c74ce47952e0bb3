package dev.builderos.gateway.api;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The home directory of a laptop server, {@code $BUILDEROS_HOME} or {@code ~/.builderos}: {@code server.json} says where it
 * listens, {@code token} (readable by its owner only) what to show it. Both are written by the server when it is ready.
 */
public record GatewayHome(Path directory) {
    /** Clocks of a process table and of a file may differ by this much. */
    private static final Duration CLOCK_SLACK = Duration.ofSeconds(10);

    public static GatewayHome of(Map<String, String> environment) {
        String home = environment.get("BUILDEROS_HOME");
        return new GatewayHome(
                home == null || home.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".builderos")
                        : Path.of(home).toAbsolutePath().normalize());
    }

    public Path serverFile() {
        return directory.resolve("server.json");
    }

    public Path tokenFile() {
        return directory.resolve("token");
    }

    public Path serverLog() {
        return directory.resolve("logs").resolve("server.log");
    }

    /** The server that runs now; empty when none does, also when an old one left its file behind. */
    public Optional<ServerFile> server() {
        try {
            ServerFile file = RecordJson.read(Files.readAllBytes(serverFile()), ServerFile.class);
            return alive(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A process with the pid that started after the file was written is another one that got the same number. One without a
     * program was killed, and its parent has not collected it yet.
     */
    private static boolean alive(ServerFile file) {
        return ProcessHandle.of(file.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent())
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> start.isBefore(file.startedAt().plus(CLOCK_SLACK)))
                        .orElse(true))
                .isPresent();
    }

    /**
     * Where that server answers.
     *
     * @throws GatewayUnreachable when no server runs or its token cannot be read
     */
    public Endpoint endpoint() {
        ServerFile server =
                server().orElseThrow(() -> new GatewayUnreachable("no server is running for " + directory, null));
        try {
            return new Endpoint(
                    URI.create("http://127.0.0.1:" + server.port()),
                    Files.readString(tokenFile()).strip());
        } catch (NoSuchFileException e) {
            throw new GatewayUnreachable("the server's token is missing: " + tokenFile(), e);
        } catch (IOException e) {
            throw new GatewayUnreachable("the server's token cannot be read: " + tokenFile(), e);
        }
    }
}
