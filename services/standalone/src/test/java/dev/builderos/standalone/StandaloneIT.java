package dev.builderos.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.GatewayProblem;
import dev.builderos.gateway.api.ProjectRoot;
import dev.builderos.gateway.api.ProjectView;
import dev.builderos.gateway.api.PromptView;
import dev.builderos.gateway.api.SnapshotFiles;
import dev.builderos.gateway.api.SourceFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built server, started and ended in every way a user's machine does it. */
class StandaloneIT {
    /** What Java answers a SIGTERM with, however orderly it ends. */
    private static final int TERMINATED = 143;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    @Test
    void servesItsHomeAloneAndLeavesNothingRunningBehind() throws Exception {
        Path home = temporary.resolve("home with spaces");
        try (ServerProcess server = ServerProcess.start(home)) {
            assertThat(server.client().status().home()).isEqualTo(home.toString());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(server.home().tokenFile())))
                    .isEqualTo("rw-------");

            try (ServerProcess second = ServerProcess.launch(home, Map.of())) {
                assertThat(second.exitCode()).isEqualTo(3);
                assertThat(second.output()).contains("already runs in " + home);
            }
            assertThat(server.client().projects().projects()).isEmpty();

            long postmaster = postmaster(home);
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
            assertThat(server.home().serverFile()).doesNotExist();
            assertThat(isRunning(postmaster)).isFalse();
        }
    }

    @Test
    void keepsWhatItAcknowledgedThroughKillsOfServerAndDatabase() throws Exception {
        Path home = temporary.resolve("home");
        ProjectView made;
        long orphan;
        try (ServerProcess server = ServerProcess.start(home)) {
            made = server.client().putProject("hello", new ProjectRoot("/somewhere"));
            orphan = postmaster(home);
            server.kill();
            assertThat(server.exitCode()).isNotZero();
            assertThat(isRunning(orphan))
                    .as("the database outlives a killed server")
                    .isTrue();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertThat(isRunning(orphan)).isFalse();
            assertThat(server.client().projects().projects()).containsExactly(made);

            long postmaster = postmaster(home);
            ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
            await().atMost(PATIENCE).until(() -> postmaster(home) != postmaster);
            await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(GatewayProblem.class::isInstance)
                    .untilAsserted(() ->
                            assertThat(server.client().projects().projects()).containsExactly(made));
        }
    }

    @Test
    void keepsTheFilesOfAProjectAndItsPromptVersions() throws Exception {
        try (ServerProcess server = ServerProcess.start(temporary.resolve("home"))) {
            DeskBundle desk = server.client().desk("java-service", null);
            SnapshotFiles files = new SnapshotFiles(desk.files().stream()
                    .map(file -> new SourceFile(file.path(), file.text().replace("{{name}}", "hello")))
                    .toList());
            GatewayProblem unknown = problem(() -> server.client().putSnapshot("hello", files));
            assertThat(unknown.problem().code()).isEqualTo("project.unknown");
            assertThat(unknown.status()).isEqualTo(404);
            server.client().putProject("hello", new ProjectRoot("/somewhere"));
            server.client().putProject("hello", new ProjectRoot("/elsewhere"));

            String digest = server.client().putSnapshot("hello", files).digest();

            assertThat(server.client().putSnapshot("hello", files).digest()).isEqualTo(digest);
            assertThat(server.client().projects().projects())
                    .singleElement()
                    .extracting(ProjectView::root)
                    .isEqualTo("/elsewhere");
            assertThat(server.client().prompts("builder/plan").prompts())
                    .singleElement()
                    .extracting(PromptView::version)
                    .isEqualTo("1.0.0");

            GatewayProblem changed = problem(() -> server.client().putSnapshot("hello", changedPlan(files, "1.0.0")));
            assertThat(changed.status()).isEqualTo(409);
            assertThat(changed.problem().code()).isEqualTo("prompt.version-exists");
            assertThat(changed.problem().problems()).singleElement().asString().endsWith("use 1.0.1");

            server.client().putSnapshot("hello", changedPlan(files, "1.0.1"));
            assertThat(server.client().prompts("builder/plan").prompts())
                    .extracting(PromptView::version)
                    .containsExactly("1.0.1", "1.0.0");

            GatewayProblem invalid = problem(() -> server.client()
                    .putSnapshot("hello", new SnapshotFiles(List.of(new SourceFile("builderos.yaml", "kind: x")))));
            assertThat(invalid.status()).isEqualTo(422);
            assertThat(invalid.problem().problems()).isNotEmpty();
        }
    }

    @Test
    void saysWhatToDoWhenItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.launch(
                        temporary.resolve("home"), Map.of("BUILDEROS_PORT", String.valueOf(taken.getLocalPort())))) {
            assertThat(server.exitCode()).isEqualTo(6);
            assertThat(server.output()).contains("Port " + taken.getLocalPort()).contains("BUILDEROS_PORT");
        }
    }

    @Test
    void saysWhatToDoWhenItsHomeIsNoDirectory() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        try (ServerProcess server = ServerProcess.launch(file, Map.of())) {
            assertThat(server.exitCode()).isEqualTo(4);
            assertThat(server.output()).contains(file.toString()).contains("BUILDEROS_HOME");
        }
    }

    @Test
    void saysWhatToDoWhenItsDatabaseIsDamagedAndLeavesItAlone() throws Exception {
        Path home = temporary.resolve("home");
        try (ServerProcess server = ServerProcess.start(home)) {
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
        }
        Path control = home.resolve("postgres/data/global/pg_control");
        byte[] damaged = "damaged".getBytes(StandardCharsets.UTF_8);
        Files.write(control, damaged);

        try (ServerProcess server = ServerProcess.launch(home, Map.of())) {
            assertThat(server.exitCode()).isEqualTo(5);
            assertThat(server.output()).contains("does not start").contains("postgresql.log");
        }
        assertThat(control).hasBinaryContent(damaged);
    }

    /** Without the history of the schema Flyway would make everything again, which fails: so it shows whether it was asked. */
    @Test
    void migratesOnlySchemasThatHaveNotSeenItsMigrations() throws Exception {
        Path home = temporary.resolve("home");
        try (ServerProcess server = ServerProcess.start(home)) {
            execute(home, "delete from runner.flyway_schema_history");
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            execute(home, "comment on schema runner is 'the migrations of another build'");
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(TERMINATED);
        }
        try (ServerProcess server = ServerProcess.launch(home, Map.of())) {
            assertThat(server.exitCode()).isEqualTo(5);
            assertThat(server.output()).contains("cannot be brought up to date");
        }
    }

    /** Messages, migrations and heartbeats are the services' own, and a plan has the digest of its content for a name. */
    @Test
    void everyTableWithRowsOfOrgsIsGuardedAndTheServicesAreBound() throws Exception {
        Path home = temporary.resolve("home");
        try (ServerProcess server = ServerProcess.start(home)) {
            assertThat(ask(home, """
                            select nspname || '.' || relname from pg_class join pg_namespace n on n.oid = relnamespace
                            where relkind in ('r', 'p') and nspname in ('policy', 'registry', 'runner')
                              and relname not in ('outbox', 'inbox', 'parked', 'heartbeat', 'flyway_schema_history')
                              and not (relrowsecurity and relforcerowsecurity)
                            """)).containsExactly("runner.plan");

            assertThat(server.client().projects().projects()).isEmpty();
            execute(home, "revoke select on registry.project from builderos_services");
            assertThat(problem(() -> server.client().projects()).status()).isEqualTo(500);
            execute(home, "grant select on registry.project to builderos_services");
            assertThat(server.client().projects().projects()).isEmpty();
        }
    }

    private static void execute(Path home, String sql) throws IOException, SQLException {
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> ask(Path home, String sql) throws IOException, SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static Connection connect(Path home) throws IOException, SQLException {
        String port =
                Files.readAllLines(home.resolve("postgres/data/postmaster.pid")).get(3);
        String password = Files.readString(home.resolve("postgres/password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "builderos", password);
    }

    private static SnapshotFiles changedPlan(SnapshotFiles files, String version) {
        return new SnapshotFiles(files.files().stream()
                .map(file -> file.path().equals("prompts/builder/plan.yaml")
                        ? new SourceFile(
                                file.path(),
                                file.text().replace("version: 1.0.0", "version: " + version) + "# changed\n")
                        : file)
                .toList());
    }

    private static GatewayProblem problem(ThrowingCallable call) {
        return catchThrowableOfType(GatewayProblem.class, call);
    }

    private static long postmaster(Path home) throws IOException {
        Path pidFile = home.resolve("postgres/data/postmaster.pid");
        return Files.exists(pidFile)
                ? Long.parseLong(Files.readAllLines(pidFile).getFirst())
                : -1;
    }

    /** A process that nobody collected is there without a command line; it runs no more. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains(" -D "))
                .isPresent();
    }
}
