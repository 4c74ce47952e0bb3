package dev.builderos.testkit;

import dev.builderos.bus.SchemaMigration;
import dev.builderos.bus.ServiceRole;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of its own with the schema of one service, for tests of stores without a Quarkus around them. */
public class ServiceDatabase implements AutoCloseable {
    /** How long a test waits for the database, which is much longer than it takes. */
    public static final Duration BOUND = Duration.ofSeconds(20);

    private static final String USER = "postgres";

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Pool owner;

    /** {@code properties} are those of the service's connections, besides the role that it acts as. */
    protected ServiceDatabase(String service, Map<String, String> properties) {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SchemaMigration.migrate(postgres.getJdbcUrl(USER, USER), USER, USER, service);
        Map<String, String> ofService = new HashMap<>(properties);
        ofService.put("role", ServiceRole.NAME);
        pool = connect(ofService);
        owner = connect(Map.of());
    }

    private Pool connect(Map<String, String> properties) {
        PgConnectOptions options = new PgConnectOptions()
                .setPort(postgres.getPort())
                .setHost("localhost")
                .setDatabase(USER)
                .setUser(USER)
                .setPassword(USER);
        properties.forEach(options::addProperty);
        return Pool.pool(vertx, options, new PoolOptions().setMaxSize(8));
    }

    /** As the service has it. */
    public Pool pool() {
        return pool;
    }

    protected Pool owner() {
        return owner;
    }

    protected Vertx vertx() {
        return vertx;
    }

    /** The first column of what a statement of the database's owner gives, as text. */
    public List<String> ask(String sql, Object... values) {
        RowSet<Row> rows =
                owner.preparedQuery(sql).execute(Tuple.from(values)).await().atMost(BOUND);
        List<String> found = new ArrayList<>();
        rows.forEach(row -> found.add(String.valueOf(row.getValue(0))));
        return found;
    }

    /** How many rows a statement of the database's owner changed. */
    public int change(String sql, Object... values) {
        return owner.preparedQuery(sql)
                .execute(Tuple.from(values))
                .await()
                .atMost(BOUND)
                .rowCount();
    }

    @Override
    public void close() {
        pool.close().await().atMost(BOUND);
        owner.close().await().atMost(BOUND);
        vertx.close().await().atMost(BOUND);
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
