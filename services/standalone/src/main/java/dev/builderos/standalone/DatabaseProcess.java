package dev.builderos.standalone;

import dev.builderos.contracts.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * The database of a home alone, for services that run as processes of their own: no service, no migration. {@code database.json}
 * is there exactly while it can be used.
 */
final class DatabaseProcess {
    /** The argument that asks for it. */
    static final String ARGUMENT = "database";

    private static final String FILE = "database.json";

    /** Where the password is with which a Keycloak comes to a schema of its own. */
    private static final String KEYCLOAK = "BUILDEROS_KEYCLOAK_PASSWORD_FILE";

    private DatabaseProcess() {}

    /**
     * Where it listens on the loopback interface, under which name and with which password.
     *
     * @param url {@code postgresql://127.0.0.1:port/database}
     * @param passwordFile readable by its owner only
     */
    record Answer(long pid, int port, Instant startedAt, String url, String user, String passwordFile) {}

    /** Serves until the process is told to end. */
    static int serve(Home home, int port) throws IOException {
        Path file = home.directory().resolve(FILE);
        Files.deleteIfExists(file);
        try (Database database = Database.of(home, port)) {
            database.start();
            database.supervise();
            String keycloak = System.getenv(KEYCLOAK);
            if (keycloak != null) {
                database.makeRoom(
                        "keycloak", Files.readString(Path.of(keycloak)).strip());
            }
            Answer answer = new Answer(
                    ProcessHandle.current().pid(),
                    database.port(),
                    Instant.now(),
                    database.reactiveUrl(),
                    Database.USER,
                    home.directory().resolve(Database.PASSWORD_FILE).toString());
            home.write(file, new String(ContractJson.write(answer), StandardCharsets.UTF_8) + "\n");
            awaitEnd();
            return 0;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void awaitEnd() {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(end::countDown, "database-end"));
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
