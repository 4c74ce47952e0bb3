package dev.builderos.standalone;

import dev.builderos.bus.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The PostgreSQL server in the home: made on first use, started on a free port of the loopback interface, started again
 * when it dies, stopped with this process. One that a killed server of this home left running is stopped first, in order;
 * its data are never touched.
 */
final class Database implements AutoCloseable {
    static final String USER = "builderos";
    static final String NAME = "postgres";
    static final String PASSWORD_FILE = "postgres/password";

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration SUPERVISION_END = Duration.ofSeconds(5);
    private static final int LOG_LIMIT_BYTES = 8 * 1024 * 1024;

    private final PostgresPrograms programs;
    private final Path directory;
    private final Path data;
    private final Path log;
    private final int port;
    private final String password;
    private final ScheduledExecutorService supervision = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("database-supervision").factory());

    private Database(PostgresPrograms programs, Path directory, Path log, int port, String password) {
        this.programs = programs;
        this.directory = directory;
        this.data = directory.resolve("data");
        this.log = log;
        this.port = port;
        this.password = password;
    }

    /**
     * The home's database, which does not run yet.
     *
     * @param port where it is to listen; 0 for any that is free
     */
    static Database of(Home home, int port) {
        try {
            Path directory = home.subdirectory("postgres");
            return new Database(
                    PostgresPrograms.of(PostgresBinaries.unpack(directory)),
                    directory,
                    home.subdirectory("logs").resolve("postgresql.log"),
                    port == 0 ? freePort() : port,
                    home.secret(PASSWORD_FILE));
        } catch (IOException e) {
            throw broken(home.directory(), e);
        }
    }

    /** Starts it, or fails with {@link StartFailure}; {@link #close} is for both. */
    void start() {
        try {
            if (!Files.exists(data)) {
                create();
            }
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
                Files.delete(log);
            }
            new Postmaster(programs, data).clearAway();
            startServer();
        } catch (IOException e) {
            throw broken(directory, e);
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), USER, password)) {
            demandDurability(connection);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** Brings the schemas of all services in this build up to date. */
    void migrate() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), USER, password)) {
            Schemas.migrate(this, connection);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** Has a role with this password, and a schema of the same name that is its own; the other schemas are nothing to it. */
    void makeRoom(String name, String password) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), USER, this.password);
                Statement statement = connection.createStatement()) {
            String role = statement.enquoteIdentifier(name, true);
            boolean known;
            try (ResultSet found =
                    statement.executeQuery("select from pg_roles where rolname = " + statement.enquoteLiteral(name))) {
                known = found.next();
            }
            statement.execute((known ? "alter" : "create") + " role " + role + " login password "
                    + statement.enquoteLiteral(password));
            statement.execute("create schema if not exists " + role + " authorization " + role);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static StartFailure unusable(SQLException cause) {
        return new StartFailure(
                StartFailure.Reason.DATABASE_BROKEN,
                "The database runs but cannot be used: " + cause.getMessage(),
                cause);
    }

    private static void demandDurability(Connection connection) throws SQLException {
        List<String> violations = new ArrayList<>(Durability.violations(connection));
        if (!Durability.hasChecksums(connection)) {
            violations.add("data_checksums=off");
        }
        if (!violations.isEmpty()) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "The database would lose what it acknowledged: " + String.join(", ", violations)
                            + ". Remove these settings from its configuration and start again.");
        }
    }

    private static StartFailure broken(Path directory, IOException cause) {
        return new StartFailure(
                StartFailure.Reason.DATABASE_BROKEN,
                "The database in " + directory + " cannot be started: " + cause.getMessage(),
                cause);
    }

    /** Made beside its place and moved there, so that a half-made one is never taken for a database. */
    private void create() throws IOException {
        Path draft = directory.resolve("data-draft");
        FileTree.delete(draft);
        Files.createDirectory(
                draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        PostgresPrograms.Outcome outcome = programs.initdb(draft, USER, directory.resolve("password"));
        if (!outcome.succeeded()) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "A database cannot be made in " + directory + ": " + outcome.lastLine());
        }
        Files.move(draft, data);
    }

    private void startServer() throws IOException {
        long logged = Files.exists(log) ? Files.size(log) : 0;
        PostgresPrograms.Outcome outcome = programs.start(data, log, settings());
        if (!outcome.succeeded()) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "The database in " + data + " does not start: " + ServerLog.complaint(log, logged) + " Its log is "
                            + log + "; nothing in it was changed.");
        }
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>(Durability.settings());
        settings.addAll(List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=100",
                "shared_buffers=64MB",
                "io_method=sync",
                "jit=off",
                "max_logical_replication_workers=0",
                "wal_level=minimal",
                "max_wal_senders=0",
                "log_min_messages=warning",
                "password_encryption=scram-sha-256"));
        return List.copyOf(settings);
    }

    /** Watches the server from now on and starts it again when it is gone. */
    void supervise() {
        var _ = supervision.scheduleWithFixedDelay(
                this::reviveIfDead, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void reviveIfDead() {
        Postmaster postmaster = new Postmaster(programs, data);
        try {
            if (!postmaster.runs()) {
                LOG.warnf("database gone, starting it again port=%d", port);
                postmaster.clearAway();
                startServer();
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "database not started again port=%d", port);
        }
    }

    int port() {
        return port;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    String reactiveUrl() {
        return "postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    String password() {
        return password;
    }

    @Override
    public void close() {
        supervision.shutdownNow();
        try {
            if (!supervision.awaitTermination(SUPERVISION_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("database supervision does not end");
            }
            new Postmaster(programs, data).clearAway();
        } catch (IOException e) {
            LOG.warn("database not stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
