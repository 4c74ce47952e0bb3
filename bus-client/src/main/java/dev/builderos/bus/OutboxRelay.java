package dev.builderos.bus;

import dev.builderos.contracts.Subject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox rows of one service's schema and deletes those the bus has taken. A row that could not be published
 * stays and is tried again, one that is no message is parked; a crash between publishing and deleting publishes it twice, with the same id.
 *
 * <p>{@link #wake} after a commit makes it look at once; it looks every second regardless.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 256;
    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String schema;
    private final Pool pool;
    private final MutinyEmitter<Envelope> channel;
    private final AtomicInteger wanted = new AtomicInteger();
    private final ScheduledExecutorService timer;

    public OutboxRelay(String schema, Pool pool, MutinyEmitter<Envelope> channel) {
        this.schema = schema;
        this.pool = pool;
        this.channel = channel;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("outbox-" + schema).factory());
    }

    /** Adds messages to the outbox of a schema, in the transaction of this client where it has one; sent within a second of its commit. */
    public static Uni<Void> put(SqlClient client, String schema, List<Envelope> messages) {
        return client.preparedQuery(
                        "insert into " + schema + ".outbox (ce_id, ce_type, subject, body) values ($1, $2, $3, $4)")
                .executeBatch(messages.stream()
                        .map(message -> Tuple.of(
                                message.id(),
                                message.headers().get("ce-type"),
                                message.subject().value(),
                                Buffer.buffer(message.body())))
                        .toList())
                .replaceWithVoid();
    }

    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::wake, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks for rows now, or once more when it is looking already. */
    public void wake() {
        if (wanted.getAndIncrement() == 0) {
            relay();
        }
    }

    private void relay() {
        int seen = wanted.get();
        Uni.createFrom()
                .deferred(() -> pool.withTransaction(this::relayBatch))
                .subscribe()
                .with(full -> next(seen, full), failure -> {
                    LOG.warnf(failure, "outbox not relayed schema=%s", schema);
                    next(wanted.get(), false);
                });
    }

    private void next(int seen, boolean more) {
        if (more) {
            relay();
        } else if (wanted.addAndGet(-seen) > 0) {
            relay();
        }
    }

    /** Whether there may be more rows than this batch held. */
    private Uni<Boolean> relayBatch(SqlConnection connection) {
        return connection
                .preparedQuery("select id, ce_id, ce_type, subject, body from " + schema
                        + ".outbox order by id limit $1 for update skip locked")
                .execute(Tuple.of(BATCH))
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        return Uni.createFrom().item(false);
                    }
                    List<Row> batch = new ArrayList<>(rows.size());
                    rows.forEach(batch::add);
                    return Multi.createFrom()
                            .iterable(batch)
                            .onItem()
                            .transformToUni(row -> Uni.createFrom()
                                    .deferred(() -> publish(row))
                                    .map(done -> row.getLong("id"))
                                    .onFailure(IllegalArgumentException.class)
                                    .recoverWithUni(unreadable -> park(connection, row, unreadable))
                                    .onFailure()
                                    .invoke(failure -> LOG.warnf(
                                            "outbox row kept schema=%s id=%d reason=%s",
                                            schema, row.getLong("id"), failure.getMessage()))
                                    .onFailure()
                                    .recoverWithItem(-1L))
                            .concatenate()
                            .collect()
                            .asList()
                            .flatMap(published -> {
                                Long[] done =
                                        published.stream().filter(id -> id >= 0).toArray(Long[]::new);
                                return connection
                                        .preparedQuery("delete from " + schema + ".outbox where id = any($1)")
                                        .execute(Tuple.of(done))
                                        .map(deleted -> done.length == BATCH);
                            });
                });
    }

    /** Takes a row out of the way that no message can be made of: it would be tried for ever. */
    private Uni<Long> park(SqlConnection connection, Row row, Throwable why) {
        LOG.errorf("outbox row parked schema=%s id=%d reason=%s", schema, row.getLong("id"), why.getMessage());
        return connection
                .preparedQuery("insert into " + schema + ".parked (consumer, ce_id, subject, body, attempts, why)"
                        + " values ('outbox', $1, $2, $3, 1, $4) on conflict (consumer, ce_id) do nothing")
                .execute(Tuple.tuple()
                        .addUUID(row.getUUID("ce_id"))
                        .addString(row.getString("subject"))
                        .addBuffer(row.getBuffer("body"))
                        .addString(SqlParkingLot.reason(why)))
                .map(parked -> row.getLong("id"));
    }

    private Uni<Void> publish(Row row) {
        Envelope envelope = new Envelope(
                new Subject(row.getString("subject")),
                row.getUUID("ce_id"),
                Map.of("ce-type", row.getString("ce_type")),
                row.getBuffer("body").getBytes());
        return channel.send(envelope)
                .ifNoItem()
                .after(PUBLISH_TIMEOUT)
                .failWith(
                        () -> new BusUnavailable("not taken by the bus within " + PUBLISH_TIMEOUT.toSeconds() + " s"));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
