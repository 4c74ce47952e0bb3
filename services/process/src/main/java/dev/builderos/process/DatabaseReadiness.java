package dev.builderos.process;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The database stores what it is given. Up as well where the service keeps no record. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
    private static final String NAME = "database";

    private final Instance<Pool> pool;
    private final ProcessConfig config;
    private final UUID process = UUID.randomUUID();

    DatabaseReadiness(Instance<Pool> pool, ProcessConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return config.schema()
                .map(schema -> Readings.of(NAME, write(schema), config.patience()))
                .orElseGet(() -> Uni.createFrom().item(HealthCheckResponse.up(NAME)));
    }

    /** One row for each process; those of processes that are gone go after a day. */
    private Uni<Void> write(String schema) {
        return Uni.createFrom()
                .deferred(() -> pool.get()
                        .preparedQuery("with gone as (delete from " + schema
                                + ".heartbeat where at < now() - interval '1 day') insert into " + schema
                                + ".heartbeat (process, at) values ($1, now())"
                                + " on conflict (process) do update set at = now()")
                        .execute(Tuple.of(process)))
                .replaceWithVoid();
    }
}
