package dev.builderos.runner.store;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes runs that were carried out elsewhere: all of one, or what is new of it, in one transaction. What is here is never
 * changed. Whether an id is to be had is asked of all orgs, the rest is done in the name of one. Blocking; for virtual threads.
 */
public final class BroughtStore {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int FACTS_AT_ONCE = 1_000;

    private final Pool pool;
    private final Runnable committed;

    /** {@code committed} is called after each transaction that left messages. */
    public BroughtStore(Pool pool, Runnable committed) {
        this.pool = pool;
        this.committed = committed;
    }

    /**
     * A run to write, verified.
     *
     * @param facts its whole journal
     * @param plans every plan its journal names, as JSON
     * @param receipts the envelopes that the journal names, by the fact that does
     * @param key the public key of the newest receipt, in base64
     * @param contents what its journal names besides
     * @param told what the audit log is told
     */
    public record Sent(
            OrgId org,
            RunSummary run,
            Digest plan,
            List<FactRecord> facts,
            Map<Digest, String> plans,
            Map<Long, String> receipts,
            String key,
            Collection<Digest> contents,
            String by,
            String from,
            Envelope told) {
        public Sent {
            facts = List.copyOf(facts);
            plans = Map.copyOf(plans);
            receipts = Map.copyOf(receipts);
            contents = List.copyOf(contents);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /** All of it is new here. */
    public record Taken() implements Outcome {}

    /** Its beginning was here; now the rest is. */
    public record Continued(long before) implements Outcome {}

    /** It was here, this far at least. */
    public record There() implements Outcome {}

    /**
     * Another history is here under its id.
     *
     * @param facts how many there are here
     * @param head the hash of the last one here
     * @param differs the first fact that is otherwise; one behind the shorter of both when the one here goes on by itself
     */
    public record Conflict(long facts, Digest head, long differs) implements Outcome {}

    /** It was here, and was deleted. */
    public record Deleted() implements Outcome {}

    /** The id is not to be had; whose it is is nobody's business. */
    public record NotToBeHad() implements Outcome {}

    /** Writes what is not here yet; {@code logs} is called once it is clear that it will be, before it can be seen. */
    public Outcome bring(Sent sent, Runnable logs) {
        SqlConnection connection = pool.getConnection().await().atMost(BOUND);
        try {
            Transaction transaction = connection.begin().await().atMost(BOUND);
            Outcome outcome;
            try {
                outcome = within(connection, sent, logs);
                transaction.commit().await().atMost(BOUND);
            } catch (RuntimeException failed) {
                transaction.rollback().await().atMost(BOUND);
                throw failed;
            }
            if (outcome instanceof Taken || outcome instanceof Continued) {
                committed.run();
            }
            return outcome;
        } finally {
            connection.close().await().atMost(BOUND);
        }
    }

    private static Outcome within(SqlConnection connection, Sent sent, Runnable logs) {
        UUID id = uuid(sent.run().id());
        ask(connection, "select pg_advisory_xact_lock(hashtextextended($1, 12))", Tuple.of(id.toString()));
        Outcome outcome = compared(connection, sent, id);
        long after = switch (outcome) {
            case Taken() -> 0;
            case Continued(long before) -> before;
            case There _, Conflict _, Deleted _, NotToBeHad _ -> -1;
        };
        if (after < 0) {
            return outcome;
        }
        ask(connection, OrgTransactions.inTheNameOf("$1"), Tuple.of(sent.org().value()));
        logs.run();
        plans(connection, sent);
        if (after == 0) {
            insert(connection, sent, id);
        } else {
            advance(connection, sent, id);
        }
        facts(connection, sent, id, after);
        receipts(connection, sent, id, after);
        ask(
                connection,
                "delete from runner.incoming where org = $1 and digest = any($2)",
                Tuple.of(
                        sent.org().value(),
                        sent.contents().stream().map(Digest::value).toArray(String[]::new)));
        await(OutboxRelay.put(connection, "runner", List.of(sent.told())));
        return outcome;
    }

    /** What is here of it. */
    private static Outcome compared(SqlConnection connection, Sent sent, UUID id) {
        Optional<Row> gone = first(ask(connection, "select org from runner.tombstone where run_id = $1", Tuple.of(id)));
        if (gone.isPresent()) {
            return gone.get().getString(0).equals(sent.org().value()) ? new Deleted() : new NotToBeHad();
        }
        Optional<Row> here = first(ask(
                connection,
                "select r.org, r.seq, r.brought_at is not null, f.hash from runner.run r"
                        + " left join runner.fact f on f.run_id = r.id and f.seq = r.seq where r.id = $1",
                Tuple.of(id)));
        if (here.isEmpty()) {
            return new Taken();
        }
        Row row = here.get();
        if (!row.getString(0).equals(sent.org().value())) {
            return new NotToBeHad();
        }
        long facts = row.getLong(1);
        String head = row.getString(3);
        long differs = firstDifference(connection, sent, id);
        boolean whole = differs > Math.min(facts, sent.facts().size());
        if (whole && facts >= sent.facts().size()) {
            return new There();
        }
        return whole && row.getBoolean(2)
                ? new Continued(facts)
                : new Conflict(facts, digest(head == null ? FactRecord.GENESIS.hex() : head), differs);
    }

    /** The first fact that is otherwise here, or one behind the shorter of both. */
    private static long firstDifference(SqlConnection connection, Sent sent, UUID id) {
        long after = 0;
        while (true) {
            RowSet<Row> page = ask(
                    connection,
                    "select seq, hash from runner.fact where run_id = $1 and seq > $2 order by seq limit $3",
                    Tuple.of(id, after, FACTS_AT_ONCE));
            for (Row row : page) {
                long seq = row.getLong(0);
                if (seq != after + 1
                        || seq > sent.facts().size()
                        || !sent.facts().get((int) seq - 1).hash().hex().equals(row.getString(1))) {
                    return after + 1;
                }
                after = seq;
            }
            if (page.size() < FACTS_AT_ONCE) {
                return after + 1;
            }
        }
    }

    private static void plans(SqlConnection connection, Sent sent) {
        for (Map.Entry<Digest, String> plan : sent.plans().entrySet()) {
            ask(
                    connection,
                    "insert into runner.plan (digest, body) values ($1, $2)"
                            + " on conflict (digest) do update set kept_at = now()",
                    Tuple.of(plan.getKey().value(), plan.getValue()));
        }
    }

    private static void insert(SqlConnection connection, Sent sent, UUID id) {
        RunSummary run = sent.run();
        Tuple values = Tuple.tuple()
                .addUUID(id)
                .addString(sent.org().value())
                .addString(run.project().value())
                .addString(run.pipeline())
                .addString(run.requestedBy())
                .addString(sent.plan().value())
                .addString(run.state().name())
                .addLong(run.facts())
                .addOffsetDateTime(run.admittedAt().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(ended(run))
                .addLong(sent.facts().getLast().epoch())
                .addUUID(optional(run.forkOf()))
                .addUUID(optional(run.replayOf()))
                .addString(sent.by())
                .addString(sent.from())
                .addString(sent.key());
        ask(
                connection,
                "insert into runner.run (id, org, project, pipeline, requested_by, plan, state, seq, closed, admitted_at,"
                        + " ended_at, owner, epoch, lease_expires_at, fork_of, replay_of, brought_by, brought_at,"
                        + " brought_from, brought_key) values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9, $10, '', $11,"
                        + " now(), $12, $13, $14, now(), $15, $16)",
                values);
    }

    private static void advance(SqlConnection connection, Sent sent, UUID id) {
        RunSummary run = sent.run();
        ask(
                connection,
                "update runner.run set state = $2, seq = $3, ended_at = $4, epoch = $5, brought_by = $6,"
                        + " brought_at = now(), brought_from = $7, brought_key = $8 where id = $1",
                Tuple.tuple()
                        .addUUID(id)
                        .addString(run.state().name())
                        .addLong(run.facts())
                        .addOffsetDateTime(ended(run))
                        .addLong(sent.facts().getLast().epoch())
                        .addString(sent.by())
                        .addString(sent.from())
                        .addString(sent.key()));
    }

    private static void facts(SqlConnection connection, Sent sent, UUID id, long after) {
        List<FactRecord> rest = sent.facts().subList((int) after, sent.facts().size());
        for (int from = 0; from < rest.size(); from += FACTS_AT_ONCE) {
            List<FactRecord> some = rest.subList(from, Math.min(rest.size(), from + FACTS_AT_ONCE));
            ask(
                    connection,
                    "insert into runner.fact (run_id, seq, epoch, at, type, body, prev, hash) select $1, f.* from"
                            + " unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],"
                            + " $8::text[]) as f",
                    Tuple.tuple()
                            .addUUID(id)
                            .addArrayOfLong(column(some, FactRecord::seq, Long[]::new))
                            .addArrayOfLong(column(some, FactRecord::epoch, Long[]::new))
                            .addArrayOfOffsetDateTime(
                                    column(some, it -> it.at().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                            .addArrayOfString(column(some, FactRecord::type, String[]::new))
                            .addArrayOfString(column(some, it -> it.body().toString(), String[]::new))
                            .addArrayOfString(column(some, it -> it.prev().hex(), String[]::new))
                            .addArrayOfString(column(some, it -> it.hash().hex(), String[]::new)));
        }
    }

    private static void receipts(SqlConnection connection, Sent sent, UUID id, long after) {
        sent.receipts().forEach((seq, envelope) -> {
            if (seq > after) {
                ask(
                        connection,
                        "insert into runner.receipt (run_id, seq, envelope) values ($1, $2, $3)",
                        Tuple.of(id, seq, envelope));
            }
        });
    }

    private static <T> T[] column(
            List<FactRecord> facts, Function<FactRecord, T> value, java.util.function.IntFunction<T[]> array) {
        return facts.stream().map(value).toArray(array);
    }

    private static @Nullable OffsetDateTime ended(RunSummary run) {
        return run.endedAt() == null ? null : run.endedAt().atOffset(ZoneOffset.UTC);
    }

    private static RowSet<Row> ask(SqlConnection connection, String sql, Tuple values) {
        return await(connection.preparedQuery(sql).execute(values));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(BOUND);
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        Iterator<Row> each = rows.iterator();
        return each.hasNext() ? Optional.of(each.next()) : Optional.empty();
    }

    private static Digest digest(String hex) {
        return new Digest("sha256:" + hex);
    }

    private static @Nullable UUID optional(@Nullable RunId run) {
        return run == null ? null : uuid(run);
    }

    private static UUID uuid(RunId run) {
        return UUID.fromString(run.value());
    }
}
