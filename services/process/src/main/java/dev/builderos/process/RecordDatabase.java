package dev.builderos.process;

import dev.builderos.bus.Durability;
import dev.builderos.bus.SchemaMigration;
import dev.builderos.bus.ServiceRole;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * The PostgreSQL that holds the record, which may come up after the services.
 *
 * @param url {@code postgresql://host:port/database}
 */
record RecordDatabase(String url, String user, String password) {
    private static final Logger LOG = Logger.getLogger(RecordDatabase.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** A role, a password or a database that is wrong stays so; PostgreSQL's classes of such errors. */
    private static final List<String> FINAL = List.of("28", "3D");

    RecordDatabase {
        if (!url.matches("postgresql://[^/]+/[^/?]+")) {
            throw new StartRefused(
                    StartRefused.SETTINGS,
                    "BUILDEROS_DATABASE_URL is `" + url + "`; its form is postgresql://host:port/database.");
        }
    }

    @Override
    public String toString() {
        return url;
    }

    /**
     * Waits until the database answers, for as long as it takes, and brings the schemas of these services up to date.
     *
     * @return the role they act as; see {@link ServiceRole}
     */
    String prepare(List<String> services) {
        try (Connection connection = connect()) {
            List<String> violations = Durability.violations(connection);
            if (!violations.isEmpty()) {
                throw new StartRefused(
                        StartRefused.DATABASE,
                        "The database " + url + " would lose what it acknowledged: " + String.join(", ", violations)
                                + ". Change these settings and start again.");
            }
            if (!Durability.hasChecksums(connection)) {
                LOG.warnf("the database has no checksums: damaged pages are read as they are url=%s", url);
            }
            for (String service : services) {
                if (!SchemaMigration.isCurrent(connection, service)) {
                    SchemaMigration.migrate(jdbcUrl(), user, password, service);
                }
            }
            return ServiceRole.of(connection);
        } catch (SQLException | FlywayException broken) {
            throw new StartRefused(
                    StartRefused.DATABASE,
                    "The database " + url + " cannot be brought up to date: "
                            + String.valueOf(broken.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + " If it was used by a newer BuilderOS, start that one.");
        }
    }

    private Connection connect() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
        boolean said = false;
        while (true) {
            try {
                return DriverManager.getConnection(jdbcUrl(), properties);
            } catch (SQLException away) {
                String state = String.valueOf(away.getSQLState());
                if (FINAL.stream().anyMatch(state::startsWith)) {
                    throw new StartRefused(
                            StartRefused.DATABASE,
                            "The database " + url + " refuses " + user + ": " + away.getMessage());
                }
                if (!said) {
                    LOG.warnf("waiting for the database url=%s reason=%s", url, away.getMessage());
                    said = true;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private String jdbcUrl() {
        return "jdbc:" + url;
    }
}
