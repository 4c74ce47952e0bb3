package dev.builderos.bus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings one service's schema up to date: the service's own migrations, then the bus tables every service has. The comment of a
 * schema names the migrations it has seen to the end, so that a start that finds its own there does not ask Flyway.
 */
public final class SchemaMigration {
    private static final List<String> SERVICES = List.of("policy", "registry", "runner");

    private SchemaMigration() {}

    /** The services of this build that keep a record: those whose migrations are on the class path. */
    public static List<String> present() {
        return SERVICES.stream()
                .filter(service -> SchemaMigration.class.getClassLoader().getResource("db/" + service) != null)
                .toList();
    }

    /**
     * Migrates, or fails the start of the service.
     *
     * @param service the service's name, which is its schema and its folder {@code db/<service>} on the classpath
     */
    public static void migrate(String jdbcUrl, String user, String password, String service) {
        Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(jdbcUrl, user, password)
                .schemas(service)
                .defaultSchema(service)
                .createSchemas(true)
                .locations(folders(service).map("classpath:"::concat).toArray(String[]::new))
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password)) {
            connection.setAutoCommit(false);
            ServiceRole.grant(connection, service);
            Optional<String> migrations = migrations(service);
            if (migrations.isPresent()) {
                note(connection, service, migrations.get());
            }
            connection.commit();
        } catch (SQLException e) {
            throw new FlywayException(
                    "the schema " + service + " is up to date, but cannot be given to its service", e);
        }
    }

    private static void note(Connection connection, String service, String migrations) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("comment on schema " + statement.enquoteIdentifier(service, true) + " is "
                    + statement.enquoteLiteral(migrations));
        }
    }

    /** Whether the schema has seen exactly the migrations of this build; false as well when these are not in archives. */
    public static boolean isCurrent(Connection connection, String service) throws SQLException {
        Optional<String> migrations = migrations(service);
        if (migrations.isEmpty()) {
            return false;
        }
        try (PreparedStatement comment = connection.prepareStatement(
                "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = ?")) {
            comment.setString(1, service);
            try (ResultSet found = comment.executeQuery()) {
                return found.next() && migrations.get().equals(found.getString(1));
            }
        }
    }

    private static Stream<String> folders(String service) {
        return Stream.of("db/" + service, "db/bus");
    }

    /** Names and checksums of the migrations, as the directories of their archives tell. */
    private static Optional<String> migrations(String service) {
        List<Optional<String>> found =
                folders(service).map(SchemaMigration::entries).toList();
        return found.stream().allMatch(Optional::isPresent)
                ? Optional.of(found.stream().flatMap(Optional::stream).collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    private static Optional<String> entries(String folder) {
        URL place = SchemaMigration.class.getClassLoader().getResource(folder);
        try {
            if (place == null || !(place.openConnection() instanceof JarURLConnection archive)) {
                return Optional.empty();
            }
            return Optional.of(archive.getJarFile().stream()
                    .filter(entry -> entry.getName().startsWith(folder + "/") && !entry.isDirectory())
                    .map(entry ->
                            entry.getName().substring(folder.length() + 1) + " " + Long.toHexString(entry.getCrc()))
                    .sorted()
                    .collect(Collectors.joining(", ")));
        } catch (IOException e) {
            throw new UncheckedIOException("migrations in " + place + " cannot be listed", e);
        }
    }
}
