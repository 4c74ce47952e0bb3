package dev.builderos.runner.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.contracts.runner.hook.PipelineVerdict;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries of webhooks: what was received, what it is to start, and what came of that. */
public final class DeliveryStore {
    private static final String COLUMNS =
            "id, hook, org, project, delivery_id, attempt, event, digest, bytes, received_at,"
                    + " snapshot, verdicts, starts, settled, conflicts";

    private static final ObjectReader VERDICTS =
            ContractJson.mapper().readerFor(new TypeReference<List<PipelineVerdict>>() {});
    private static final ObjectReader STARTS =
            ContractJson.mapper().readerFor(new TypeReference<Map<String, Map<String, Object>>>() {});

    private final Pool pool;

    public DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A delivery.
     *
     * @param starts the inputs of each pipeline that starts, by its path
     * @param settled whether every run that it starts was made or refused
     */
    public record StoredDelivery(
            OrgId org, DeliveryView view, Map<String, Map<String, Object>> starts, boolean settled) {
        public StoredDelivery {
            starts = Map.copyOf(starts);
        }

        /** The same with what came of it. */
        public StoredDelivery with(List<PipelineVerdict> verdicts, boolean isSettled) {
            DeliveryView was = view;
            return new StoredDelivery(
                    org,
                    new DeliveryView(
                            was.id(),
                            was.hook(),
                            was.project(),
                            was.deliveryId(),
                            was.attempt(),
                            was.event(),
                            was.body(),
                            was.bytes(),
                            was.receivedAt(),
                            was.snapshot(),
                            was.conflicts(),
                            verdicts),
                    starts,
                    isSettled);
        }
    }

    /**
     * Keeps a delivery, unless it is kept already.
     *
     * @param once whether the same body under another id is the same delivery
     * @param body as it came; null where it may not be kept
     * @return whether it is new
     */
    public Uni<Boolean> keep(StoredDelivery delivery, boolean once, byte @Nullable [] body) {
        DeliveryView view = delivery.view();
        Tuple row = Tuple.tuple();
        row.addValue(UUID.fromString(view.id()));
        row.addValue(view.hook());
        row.addValue(delivery.org().value());
        row.addValue(view.project().value());
        row.addValue(view.deliveryId());
        row.addValue(view.attempt());
        row.addValue(view.event());
        row.addValue(view.body().value());
        row.addValue(once);
        row.addValue(view.bytes());
        row.addValue(body == null ? null : io.vertx.core.buffer.Buffer.buffer(body));
        row.addValue(view.receivedAt().atOffset(ZoneOffset.UTC));
        row.addValue(view.snapshot() == null ? null : view.snapshot().value());
        row.addValue(json(view.verdicts()));
        row.addValue(json(delivery.starts()));
        row.addValue(delivery.settled());
        return OrgTransactions.execute(
                        pool,
                        delivery.org(),
                        "insert into runner.delivery (id, hook, org, project, delivery_id, attempt, event, digest,"
                                + " once, bytes, body, received_at, snapshot, verdicts, starts, settled, tried_at)"
                                + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, now())"
                                + " on conflict do nothing returning id",
                        row)
                .map(rows -> rows.rowCount() == 1);
    }

    /** The delivery as it was received under this id, or, where the same body is the same delivery, with this body. */
    public Uni<Optional<StoredDelivery>> received(OrgId org, String hook, String deliveryId, Digest body) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select " + COLUMNS + " from runner.delivery where hook = $1 and attempt = 0"
                                + " and (delivery_id = $2 or once and digest = $3) order by delivery_id = $2 desc limit 1",
                        Tuple.of(hook, deliveryId, body.value()))
                .map(DeliveryStore::first);
    }

    public Uni<Optional<StoredDelivery>> find(OrgId org, String hook, UUID id) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select " + COLUMNS + " from runner.delivery where org = $1 and hook = $2 and id = $3",
                        Tuple.of(org.value(), hook, id))
                .map(DeliveryStore::first);
    }

    /** The body of a delivery; nothing where it was not kept. */
    public Uni<Optional<byte[]>> body(OrgId org, UUID id) {
        return OrgTransactions.execute(
                        pool, org, "select body from runner.delivery where id = $1 and body is not null", Tuple.of(id))
                .map(rows -> {
                    var iterator = rows.iterator();
                    if (!iterator.hasNext()) {
                        return Optional.empty();
                    }
                    Buffer body =
                            Buffer.newInstance(iterator.next().getDelegate().getBuffer(0));
                    return Optional.of(body.getBytes());
                });
    }

    /** Newest first, so many, before one of them. */
    public Uni<List<DeliveryView>> list(OrgId org, String hook, @Nullable UUID before, int limit) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select " + COLUMNS + " from runner.delivery where org = $1 and hook = $2"
                                + " and ($3::uuid is null or id < $3) order by id desc limit $4",
                        Tuple.of(org.value(), hook, before, limit))
                .map(rows -> all(rows).stream().map(StoredDelivery::view).toList());
    }

    /** The number of the next attempt at a delivery. */
    public Uni<Integer> nextAttempt(OrgId org, String hook, String deliveryId) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select coalesce(max(attempt), 0) + 1 from runner.delivery where hook = $1 and delivery_id = $2",
                        Tuple.of(hook, deliveryId))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Writes what came of deliveries, of any org, in one statement; what was settled stays as it is. */
    public Uni<Void> settle(List<StoredDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.tuple();
        columns.addValue(deliveries.stream()
                .map(delivery -> UUID.fromString(delivery.view().id()))
                .toArray(UUID[]::new));
        columns.addValue(deliveries.stream()
                .map(delivery -> json(delivery.view().verdicts()))
                .toArray(String[]::new));
        columns.addValue(deliveries.stream().map(StoredDelivery::settled).toArray(Boolean[]::new));
        return pool.preparedQuery("update runner.delivery d set verdicts = s.verdicts, settled = s.settled,"
                        + " tried_at = now() from unnest($1::uuid[], $2::text[], $3::boolean[])"
                        + " as s (id, verdicts, settled) where d.id = s.id and not d.settled")
                .execute(columns)
                .replaceWithVoid();
    }

    /** Notes that another body came under the id of this delivery. */
    public Uni<Void> conflict(OrgId org, String id) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "update runner.delivery set conflicts = conflicts + 1 where id = $1",
                        Tuple.of(UUID.fromString(id)))
                .replaceWithVoid();
    }

    /** Takes deliveries that have runs to start and that nobody has tried to settle for so long. */
    public Uni<List<StoredDelivery>> unsettled(Duration since, int limit) {
        return pool.preparedQuery("update runner.delivery set tried_at = now() where id in ("
                        + "select id from runner.delivery where not settled"
                        + " and tried_at < now() - $1 * interval '1 millisecond' order by tried_at limit $2"
                        + " for update skip locked) returning " + COLUMNS)
                .execute(Tuple.of(since.toMillis(), limit))
                .map(DeliveryStore::all);
    }

    /** Removes what was received before then, so many at once. */
    public Uni<Integer> remove(Instant before, int limit) {
        return pool.preparedQuery("delete from runner.delivery where id in (select id from runner.delivery"
                        + " where received_at < $1 and settled order by received_at limit $2)")
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), limit))
                .map(RowSet::rowCount);
    }

    private static Optional<StoredDelivery> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static List<StoredDelivery> all(RowSet<Row> rows) {
        List<StoredDelivery> found = new ArrayList<>();
        rows.forEach(row -> found.add(stored(row)));
        return found;
    }

    private static StoredDelivery stored(Row row) {
        String snapshot = row.getString("snapshot");
        try {
            List<PipelineVerdict> verdicts = VERDICTS.readValue(row.getString("verdicts"));
            Map<String, Map<String, Object>> starts = STARTS.readValue(row.getString("starts"));
            return new StoredDelivery(
                    new OrgId(row.getString("org")),
                    new DeliveryView(
                            row.getUUID("id").toString(),
                            row.getString("hook"),
                            new ProjectId(row.getString("project")),
                            row.getString("delivery_id"),
                            row.getInteger("attempt"),
                            row.getString("event"),
                            new Digest(row.getString("digest")),
                            row.getLong("bytes"),
                            row.getOffsetDateTime("received_at").toInstant(),
                            snapshot == null ? null : new Digest(snapshot),
                            row.getInteger("conflicts"),
                            verdicts),
                    starts,
                    row.getBoolean("settled"));
        } catch (IOException damaged) {
            throw new IllegalStateException("delivery " + row.getUUID("id") + " cannot be read", damaged);
        }
    }

    private static String json(Object value) {
        return new String(ContractJson.write(value), StandardCharsets.UTF_8);
    }
}
