package dev.builderos.cli.server;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.GatewayUnreachable;
import dev.builderos.gateway.api.ServerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The server of this user on this machine, as a process of its own. */
public final class LocalServer {
    /** The command the launcher hands over, its words separated by U+001F. */
    public static final String COMMAND = "BUILDEROS_SERVER_COMMAND";

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration STOPPED = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final GatewayHome home;
    private final Detached detached;

    public LocalServer(GatewayHome home, Map<String, String> environment) {
        this.home = home;
        this.detached = new Detached(environment);
    }

    /**
     * What {@link #up} found or did.
     *
     * @param server the server that runs now
     * @param started whether it was started by this call
     */
    public record Up(ServerFile server, boolean started) {}

    /**
     * Starts the server unless it runs, and waits until it answers. Two calls at the same time start one server.
     *
     * @param progress is told, now and then, how long it takes
     */
    public Up up(Consumer<Duration> progress) {
        Optional<ServerFile> running = home.server();
        if (running.isPresent()) {
            return new Up(running.get(), false);
        }
        try {
            Files.createDirectories(home.serverLog().getParent());
            try (FileChannel lockFile = FileChannel.open(
                            home.directory().resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lockFile.lock()) {
                running = home.server();
                if (running.isPresent()) {
                    return new Up(running.get(), false);
                }
                long logged = Detached.length(home.serverLog());
                return new Up(awaitReady(start(), logged, progress), lock.isValid());
            }
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "the server could not be started: " + e.getMessage(),
                    "its home is " + home.directory() + "; another one can be given in BUILDEROS_HOME");
        }
    }

    private Process start() throws IOException {
        List<String> command = detached.command(COMMAND)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.UNREACHABLE,
                        "no server is running, and this program does not know how to start one",
                        "use the launcher, which tells it:  ./builderos up"));
        return detached.start(
                command,
                home.directory(),
                Map.of("BUILDEROS_HOME", home.directory().toString()),
                home.serverLog());
    }

    private ServerFile awaitReady(Process process, long logged, Consumer<Duration> progress) {
        long start = System.nanoTime();
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            progress.accept(waited);
            Optional<ServerFile> server = home.server();
            if (server.isPresent() && answers()) {
                return server.get();
            }
            if (!process.isAlive() && server.isEmpty()) {
                throw failed("the server ended while it was starting (exit code " + process.exitValue() + ")", logged);
            }
            if (waited.compareTo(READY) > 0) {
                process.destroy();
                throw failed("the server was not ready after " + READY.toSeconds() + " s", logged);
            }
            pause();
        }
    }

    private boolean answers() {
        try (GatewayClient client = new GatewayClient(home::endpoint)) {
            client.status();
            return true;
        } catch (GatewayUnreachable e) {
            return false;
        } catch (GatewayProblem e) {
            if (e.status() >= 500) {
                return false;
            }
            throw e;
        }
    }

    /** With what the server said since it was started. */
    private CliFailure failed(String what, long logged) {
        List<String> details = new ArrayList<>(Detached.tail(home.serverLog(), logged));
        details.add("the whole log: " + home.serverLog());
        details.add("what may be missing on this machine:  builderos doctor");
        return new CliFailure(ExitCode.UNREACHABLE, what, details);
    }

    /** The last lines the server wrote. */
    public List<String> logTail() {
        return Detached.tail(home.serverLog(), 0);
    }

    /** Asks the server to end and waits until it has; false when none was running. */
    public boolean down() {
        Optional<ServerFile> server = home.server();
        if (server.isEmpty()) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(server.get().pid());
        if (process.isEmpty()) {
            return false;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(STOPPED.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted while the server was ending");
        } catch (ExecutionException | TimeoutException e) {
            List<String> details = new ArrayList<>(logTail());
            details.add("end it by force:  kill -9 " + server.get().pid());
            throw new CliFailure(
                    ExitCode.FAILED, "the server has not ended within " + STOPPED.toSeconds() + " s", details);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while the server was starting", e));
        }
    }
}
