package dev.builderos.standalone;

import dev.builderos.bus.ServiceRole;
import dev.builderos.contracts.ContractJson;
import dev.builderos.gateway.api.ServerFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Starts everything in order and stops it in the opposite one: home, database, schemas, services. What services
 * make ready without a database they make ready while it starts. {@code server.json} is there exactly while the server answers.
 */
@QuarkusMain
public final class Standalone {
    /** The database needs this long at most to end in order; see {@link PostgresPrograms#stop}. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private Standalone() {}

    public static void main(String... args) {
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(finished), "orderly-stop"));
        int exitCode;
        try {
            exitCode = args.length == 1 && args[0].equals(DatabaseProcess.ARGUMENT)
                    ? serveDatabase(Home.locate(System.getenv()))
                    : serve(Home.locate(System.getenv()), args);
        } catch (StartFailure failure) {
            System.err.println(failure.getMessage());
            exitCode = failure.exitCode();
        } finally {
            finished.countDown();
        }
        System.exit(exitCode);
    }

    private static int serveDatabase(Path directory) {
        int port = demandedPort(System.getenv());
        try (Home home = Home.take(directory)) {
            demandFree(port);
            return DatabaseProcess.serve(home, port);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static StartFailure unwritable(Path directory, IOException cause) {
        return new StartFailure(
                StartFailure.Reason.HOME_UNUSABLE,
                "The home directory " + directory + " cannot be written: " + cause.getMessage()
                        + ". Check its disk and its permissions, and start again.",
                cause);
    }

    private static int serve(Path directory, String... args) {
        int port = demandedPort(System.getenv());
        try (Home home = Home.take(directory)) {
            Files.deleteIfExists(home.serverFile());
            demandFree(port);
            try (Database database = Database.of(home, 0)) {
                home.write(home.tokenFile(), Home.newSecret() + "\n");
                configure(home, database, port);
                CompletableFuture<Void> prepared = CompletableFuture.runAsync(
                        Standalone::prepareServices, Thread.ofPlatform().name("services-preparation")::start);
                database.start();
                database.migrate();
                database.supervise();
                prepared.join();
                return runServices(home, args);
            } finally {
                Files.deleteIfExists(home.serverFile());
            }
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** What the services make ready without a database, while that one starts: the static initialisation of Quarkus. */
    private static void prepareServices() {
        try {
            Class.forName("io.quarkus.runner.ApplicationImpl", true, Standalone.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("not built by Quarkus", e);
        }
    }

    private static int runServices(Home home, String... args) {
        Services.home = home;
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(
                Services.class,
                (code, failure) -> {
                    if (failure != null) {
                        tell(failure);
                    }
                    exitCode.set(failure == null ? code : 1);
                },
                args);
        return exitCode.get();
    }

    /** What fails early enough fails before there is a log. */
    private static void tell(Throwable failure) {
        System.err.println("The services cannot be started:");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            System.err.println("  " + cause.getMessage());
        }
    }

    /** The services take their settings from here; system properties stay inside the process. */
    private static void configure(Home home, Database database, int port) {
        Map.of(
                        "quarkus.datasource.reactive.url", database.reactiveUrl(),
                        "quarkus.datasource.username", Database.USER,
                        "quarkus.datasource.password", database.password(),
                        "builderos.database.role", ServiceRole.NAME,
                        "quarkus.http.port", String.valueOf(port),
                        "builderos.home", home.directory().toString(),
                        "builderos.gateway.token-file", home.tokenFile().toString(),
                        "builderos.gateway.database", database.reactiveUrl())
                .forEach(System::setProperty);
    }

    /** 0 is any free one. */
    private static int demandedPort(Map<String, String> environment) {
        String stated = environment.getOrDefault("BUILDEROS_PORT", "0").strip();
        if (!stated.matches("[0-9]{1,5}") || Integer.parseInt(stated) > 65_535) {
            throw new StartFailure(
                    StartFailure.Reason.PORT_TAKEN,
                    "BUILDEROS_PORT is `" + stated + "`; set it to a number from 1 to 65535, or leave it out.");
        }
        return Integer.parseInt(stated);
    }

    private static void demandFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new StartFailure(
                    StartFailure.Reason.PORT_TAKEN,
                    "Port " + port
                            + " is used by another process. Stop that one, set BUILDEROS_PORT to another port, or"
                            + " leave it out to get a free one.",
                    taken);
        }
    }

    /** Keeps the process alive until the database has ended in order. */
    private static void awaitStop(CountDownLatch finished) {
        try {
            if (!finished.await(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("The server did not stop in order; the next start puts the database in order.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs once all services answer. */
    public static final class Services implements QuarkusApplication {
        private static @Nullable Home home;

        @Override
        public int run(String... args) throws IOException {
            int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
            ServerFile file = new ServerFile(ProcessHandle.current().pid(), port, Instant.now(), version());
            Home taken = Objects.requireNonNull(home, "the home is taken before the services run");
            taken.write(taken.serverFile(), new String(ContractJson.write(file), StandardCharsets.UTF_8) + "\n");
            try (var _ = QuietCollection.start()) {
                Quarkus.waitForExit();
            }
            return 0;
        }

        private static String version() {
            return ConfigProvider.getConfig().getValue("builderos.version", String.class);
        }
    }
}
