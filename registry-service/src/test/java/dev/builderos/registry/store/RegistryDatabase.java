package dev.builderos.registry.store;

import dev.builderos.bus.SchemaMigration;
import dev.builderos.bus.ServiceRole;
import io.smallrye.mutiny.Uni;
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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A PostgreSQL of its own with the registry's schema. */
public final class RegistryDatabase implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String USER = "postgres";

    private final EmbeddedPostgres postgres;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Pool owner;

    public RegistryDatabase() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SchemaMigration.migrate(postgres.getJdbcUrl(USER, USER), USER, USER, "registry");
        pool = pool(Map.of("role", ServiceRole.NAME));
        owner = pool(Map.of());
    }

    private Pool pool(Map<String, String> properties) {
        PgConnectOptions options = new PgConnectOptions()
                .setPort(postgres.getPort())
                .setHost("localhost")
                .setDatabase(USER)
                .setUser(USER)
                .setPassword(USER);
        properties.forEach(options::addProperty);
        return Pool.pool(vertx, options, new PoolOptions().setMaxSize(8));
    }

    public PromptStore prompts() {
        return new PromptStore(pool);
    }

    /** What a use case gives on a Vert.x context, as the bus calls it. */
    public <T> T await(Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>emitter(emitter -> vertx.getDelegate()
                        .getOrCreateContext()
                        .runOnContext(called -> Uni.createFrom()
                                .deferred(work::get)
                                .subscribe()
                                .with(emitter::complete, emitter::fail)))
                .await()
                .atMost(BOUND);
    }

    /** Comes when a session waits for what another one holds. */
    public Uni<Void> untilSomebodyWaits() {
        return owner.query("select exists (select from pg_locks where not granted)")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0))
                .repeat()
                .until(waits -> waits)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The first column of what a statement of the database's owner gives, as text. */
    public List<String> ask(String sql, Object... values) {
        RowSet<Row> rows =
                owner.preparedQuery(sql).execute(Tuple.from(values)).await().atMost(BOUND);
        List<String> found = new ArrayList<>();
        rows.forEach(row -> found.add(String.valueOf(row.getValue(0))));
        return found;
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
