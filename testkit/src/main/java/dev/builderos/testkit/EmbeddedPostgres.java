package dev.builderos.testkit;

import dev.builderos.bus.SchemaMigration;
import dev.builderos.bus.ServiceRole;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own for a {@code @QuarkusTest}, with the schemas of the services named in the argument {@code services}
 * (separated by commas). Gives the reactive datasource, and the JDBC address as {@code builderos.test.jdbc-url}.
 */
public final class EmbeddedPostgres implements QuarkusTestResourceLifecycleManager {
    /** The name of the argument that says whose schemas are wanted. */
    public static final String SERVICES = "services";

    /** The key of the JDBC address in the configuration. */
    public static final String JDBC_URL = "builderos.test.jdbc-url";

    private static final String USER = "postgres";

    private List<String> services = List.of();
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    @Override
    public void init(Map<String, String> arguments) {
        services = List.of(arguments.getOrDefault(SERVICES, "").split(","));
    }

    @Override
    public Map<String, String> start() {
        try {
            var started = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setCleanDataDirectory(true)
                    .start();
            server = started;
            String jdbcUrl = started.getJdbcUrl(USER, "postgres");
            services.forEach(service -> SchemaMigration.migrate(jdbcUrl, USER, USER, service));
            return Map.of(
                    "quarkus.datasource.db-kind",
                    "postgresql",
                    "quarkus.datasource.reactive.url",
                    "vertx-reactive:postgresql://localhost:" + started.getPort() + "/postgres",
                    "quarkus.datasource.username",
                    USER,
                    "quarkus.datasource.password",
                    USER,
                    "builderos.database.role",
                    ServiceRole.NAME,
                    "quarkus.devservices.enabled",
                    "false",
                    JDBC_URL,
                    jdbcUrl);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    @Override
    public void stop() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
