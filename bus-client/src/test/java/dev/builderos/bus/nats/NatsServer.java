package dev.builderos.bus.nats;

import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real {@code nats-server} of its own, on a free port of the loopback, with a store that lives as long as this. */
public final class NatsServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final List<String> more;
    private Process process;

    private NatsServer(Path directory, int port, List<String> more) throws IOException {
        this.directory = directory;
        this.port = port;
        this.more = more;
        this.process = launch();
    }

    /**
     * Starts one.
     *
     * @param more arguments of the command line
     */
    public static NatsServer start(String... more) {
        try {
            return new NatsServer(Files.createTempDirectory("nats-"), freePort(), List.of(more));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "nats-server cannot be started; install it, e.g. `apt-get install nats-server`", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nats-server",
                "--addr",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--jetstream",
                "--store_dir",
                store().toString()));
        command.addAll(more);
        Path log = directory.resolve("log");
        long seen = Files.exists(log)
                ? Files.readString(log).lines().filter(NatsServer::isReady).count()
                : 0;
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await("nats-server is ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    if (!started.isAlive()) {
                        throw new IOException("nats-server ended: " + Files.readString(log));
                    }
                    return Files.readString(log)
                                    .lines()
                                    .filter(NatsServer::isReady)
                                    .count()
                            > seen;
                });
        return started;
    }

    private static boolean isReady(String line) {
        return line.endsWith("Server is ready");
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    private Path store() {
        return directory.resolve("store");
    }

    /** As by a power cut: nothing is said to anybody. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public void startAgain() throws IOException {
        process = launch();
    }

    /** Loses all that it stored; while it is down. */
    public void loseStore() throws IOException {
        delete(store());
    }

    /** It keeps its connections and does nothing. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + signal + " ended with " + exit);
        }
    }

    /** What somebody beside the product does with it. */
    public interface Asking<T> {
        T of(Connection connection) throws IOException, JetStreamApiException;
    }

    public <T> T ask(Asking<T> asking) throws IOException, InterruptedException, JetStreamApiException {
        Connection connection = Nats.connect(url());
        try {
            return asking.of(connection);
        } finally {
            connection.close();
        }
    }

    /** As by a careless hand; gives how many there were. */
    public int deleteAllStreams() throws IOException, InterruptedException, JetStreamApiException {
        return ask(connection -> {
            List<String> names = connection.jetStreamManagement().getStreamNames();
            for (String name : names) {
                connection.jetStreamManagement().deleteStream(name);
            }
            return names.size();
        });
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            delete(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
