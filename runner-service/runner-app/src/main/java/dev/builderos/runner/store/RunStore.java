package dev.builderos.runner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.ListRuns;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.SetAsideRun;
import dev.builderos.contracts.runner.remote.Brought;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads runs and facts, and holds the leases. All times are the database's. */
public final class RunStore {
    private static final String SUMMARY =
            "select id, project, pipeline, state, requested_by, admitted_at, ended_at, seq, closed, plan, fork_of,"
                    + " replay_of, quarantined, brought_by, brought_at, brought_from from runner.run ";

    private static final String FACTS = "select seq, at, type, epoch, body, prev, hash from runner.fact"
            + " where run_id = $1 and seq > $2 order by seq limit $3";

    private static final int PAGE = 1_000;

    private final Pool pool;
    private final String owner;
    private final Duration lease;

    public RunStore(Pool pool, String owner, Duration lease) {
        this.pool = pool;
        this.owner = owner;
        this.lease = lease;
    }

    /** What a row says of a run. */
    public sealed interface RunRow permits StoredRun, SetAside {
        RunId id();
    }

    /** A run as its row says. */
    public record StoredRun(RunSummary summary, boolean closed, Digest plan) implements RunRow {
        @Override
        public RunId id() {
            return summary.id();
        }
    }

    /** A run that cannot be read: it was set aside when it was taken over, or its row is damaged. */
    public record SetAside(SetAsideRun run) implements RunRow {
        @Override
        public RunId id() {
            return run.id();
        }
    }

    /** A run that is ours now, under this epoch. */
    public record Claimed(RunId runId, OrgId org, long epoch, Digest plan) {}

    public Uni<Optional<RunRow>> find(OrgId org, RunId run) {
        return OrgTransactions.execute(
                        pool, org, SUMMARY + "where org = $1 and id = $2", Tuple.of(org.value(), uuid(run)))
                .map(rows -> first(rows).map(RunStore::row));
    }

    /** The run that was asked for with this key. */
    public Uni<Optional<RunId>> findByKey(OrgId org, ProjectId project, String key) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select id from runner.run where org = $1 and project = $2 and idempotency_key = $3",
                        Tuple.of(org.value(), project.value(), key))
                .map(rows -> first(rows).map(row -> new RunId(row.getUUID(0).toString())));
    }

    /** Newest first. */
    public Uni<List<RunRow>> list(ListRuns query, int limit) {
        RunSearch search = RunSearch.of(query);
        return OrgTransactions.execute(pool, query.requester().org(), search.sql(SUMMARY, limit), search.values())
                .map(rows -> {
                    List<RunRow> list = new ArrayList<>();
                    rows.forEach(row -> list.add(row(row)));
                    return list;
                });
    }

    /** How many runs of an org are set aside. */
    public Uni<Long> countSetAside(OrgId org) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "select count(*) from runner.run where org = $1 and quarantined is not null",
                        Tuple.of(org.value()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Facts of a run of ours after a sequence, in order. */
    public Uni<List<FactRecord>> facts(RunId run, long after, int limit) {
        return pool.preparedQuery(FACTS)
                .execute(Tuple.of(uuid(run), after, limit))
                .map(RunStore::facts);
    }

    /** The same for somebody who asks; nothing where the run is of another org. */
    public Uni<List<FactRecord>> facts(OrgId org, RunId run, long after, int limit) {
        return OrgTransactions.execute(pool, org, FACTS, Tuple.of(uuid(run), after, limit))
                .map(RunStore::facts);
    }

    private static List<FactRecord> facts(RowSet<Row> rows) {
        List<FactRecord> facts = new ArrayList<>(rows.size());
        rows.forEach(row -> facts.add(fact(row)));
        return facts;
    }

    /** All facts of a run, in order. Blocking; each page in this time. */
    public List<FactRecord> journal(RunId run, Duration bound) {
        List<FactRecord> facts = new ArrayList<>();
        while (true) {
            List<FactRecord> page = facts(run, facts.size(), PAGE).await().atMost(bound);
            facts.addAll(page);
            if (page.size() < PAGE) {
                return facts;
            }
        }
    }

    /** Facts of one type, in order. */
    public Uni<List<FactRecord>> factsOf(RunId run, String type) {
        return pool.preparedQuery("select seq, at, type, epoch, body, prev, hash from runner.fact"
                        + " where run_id = $1 and type = $2 order by seq")
                .execute(Tuple.of(uuid(run), type))
                .map(RunStore::facts);
    }

    /** Hands messages over to the outbox that belong to no change. */
    public Uni<Void> tell(List<Envelope> messages) {
        return OutboxRelay.put(pool, "runner", messages);
    }

    /** All facts of each of these runs, in order; for few and small ones. */
    public Uni<Map<RunId, List<FactRecord>>> facts(List<RunId> runs) {
        UUID[] ids = runs.stream().map(RunStore::uuid).toArray(UUID[]::new);
        return pool.preparedQuery("select run_id, seq, at, type, epoch, body, prev, hash from runner.fact"
                        + " where run_id = any($1) order by run_id, seq")
                .execute(Tuple.of(ids))
                .map(rows -> {
                    Map<RunId, List<FactRecord>> facts = new HashMap<>();
                    rows.forEach(row -> facts.computeIfAbsent(
                                    new RunId(row.getUUID("run_id").toString()), id -> new ArrayList<>())
                            .add(fact(row)));
                    return facts;
                });
    }

    /** The newest receipt of a run; nothing for runs without one, and for those of versions that kept it as a blob. */
    public Uni<Optional<String>> receipt(RunId run) {
        return pool.preparedQuery("select envelope from runner.receipt where run_id = $1 order by seq desc limit 1")
                .execute(Tuple.of(uuid(run)))
                .map(rows -> first(rows).map(row -> row.getString(0)));
    }

    /** The public key that the newest receipt of a brought run was signed with; nothing for runs of this server. */
    public Uni<Optional<String>> keyOf(RunId run) {
        return pool.preparedQuery("select brought_key from runner.run where id = $1 and brought_key is not null")
                .execute(Tuple.of(uuid(run)))
                .map(rows -> first(rows).map(row -> row.getString(0)));
    }

    /** The receipt that this fact of a run names. */
    public Uni<Optional<String>> receipt(RunId run, long seq) {
        return pool.preparedQuery("select envelope from runner.receipt where run_id = $1 and seq = $2")
                .execute(Tuple.of(uuid(run), seq))
                .map(rows -> first(rows).map(row -> row.getString(0)));
    }

    /** A plan that need not be there. */
    public Uni<Optional<String>> planIfKept(Digest digest) {
        return pool.preparedQuery("select body from runner.plan where digest = $1")
                .execute(Tuple.of(digest.value()))
                .map(rows -> first(rows).map(row -> row.getString(0)));
    }

    public Uni<String> plan(Digest digest) {
        return planIfKept(digest)
                .map(plan -> plan.orElseThrow(() -> new IllegalStateException("plan " + digest + " is gone")));
    }

    /** Keeps a plan; one that is kept already stays, and is as young as one that was just kept. */
    public Uni<Void> keepPlan(Digest digest, String json) {
        return pool.preparedQuery("insert into runner.plan (digest, body) values ($1, $2)"
                        + " on conflict (digest) do update set kept_at = now()")
                .execute(Tuple.of(digest.value(), json))
                .replaceWithVoid();
    }

    // ---- leases

    /** Takes a closed run, to write that it is reopened; until that is written it stays closed. */
    public Uni<Optional<Claimed>> takeClosed(OrgId org, RunId run) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "update runner.run set owner = $1, epoch = epoch + 1,"
                                + " lease_expires_at = now() + $2 * interval '1 millisecond'"
                                + " where org = $3 and id = $4 and closed and quarantined is null"
                                + " and brought_at is null"
                                + " returning id, org, epoch, plan",
                        Tuple.of(owner, lease.toMillis(), org.value(), uuid(run)))
                .map(rows -> first(rows).map(RunStore::claimed));
    }

    /** Those of these runs that are over, with their receipts, and can be read. */
    public Uni<List<Claimed>> closed(Collection<RunId> runs) {
        return pool.preparedQuery("select id, org, epoch, plan from runner.run"
                        + " where id = any($1) and closed and quarantined is null")
                .execute(
                        Tuple.tuple().addValue(runs.stream().map(RunStore::uuid).toArray(UUID[]::new)))
                .map(rows -> {
                    List<Claimed> closed = new ArrayList<>();
                    rows.forEach(row -> closed.add(claimed(row)));
                    return closed;
                });
    }

    /** What a claim took, and the rows among it that no run can be read from; those are ours too, and no use. */
    public record Taken(List<Claimed> runs, List<Unreadable> unreadable) {
        public Taken {
            runs = List.copyOf(runs);
            unreadable = List.copyOf(unreadable);
        }
    }

    /** A row that nobody of this version wrote. */
    public record Unreadable(RunId id, String why) {}

    /** Takes unfinished runs whose lease has run out, at most this many. */
    public Uni<Taken> claim(int limit) {
        return pool.preparedQuery("update runner.run set owner = $1, epoch = epoch + 1,"
                        + " lease_expires_at = now() + $2 * interval '1 millisecond' where id in ("
                        + "select id from runner.run where not closed and quarantined is null and lease_expires_at < now()"
                        + " order by id limit $3 for update skip locked) returning id, org, epoch, plan")
                .execute(Tuple.of(owner, lease.toMillis(), limit))
                .map(rows -> {
                    List<Claimed> claimed = new ArrayList<>();
                    List<Unreadable> unreadable = new ArrayList<>();
                    for (Row row : rows) {
                        try {
                            claimed.add(claimed(row));
                        } catch (IllegalArgumentException damaged) {
                            unreadable.add(new Unreadable(run(row), String.valueOf(damaged.getMessage())));
                        }
                    }
                    return new Taken(claimed, unreadable);
                });
    }

    /** Renews our leases; gives the runs that are still ours. */
    public Uni<List<RunId>> renew(Collection<RunId> runs) {
        UUID[] ids = runs.stream().map(RunStore::uuid).toArray(UUID[]::new);
        return pool.preparedQuery("update runner.run set lease_expires_at = now() + $2 * interval '1 millisecond'"
                        + " where owner = $1 and id = any($3) and not closed returning id")
                .execute(Tuple.of(owner, lease.toMillis(), ids))
                .map(rows -> {
                    List<RunId> ours = new ArrayList<>();
                    rows.forEach(row -> ours.add(new RunId(row.getUUID(0).toString())));
                    return ours;
                });
    }

    /** Gives one run back at once, for whoever claims next. */
    public Uni<Void> release(RunId run) {
        return pool.preparedQuery("update runner.run set lease_expires_at = now() where owner = $1 and id = $2")
                .execute(Tuple.of(owner, uuid(run)))
                .replaceWithVoid();
    }

    /** Ends all leases; only for a runner that knows it is the only one. */
    public Uni<Void> endAllLeases() {
        return pool.query("update runner.run set lease_expires_at = now() - interval '1 second' where not closed")
                .execute()
                .replaceWithVoid();
    }

    /** Sets a run aside that cannot be folded; the others go on. */
    public Uni<Void> quarantine(RunId run, String why) {
        return pool.preparedQuery("update runner.run set quarantined = left($2, 500) where id = $1")
                .execute(Tuple.of(uuid(run), why))
                .replaceWithVoid();
    }

    /**
     * Lets whoever claims next read a run again that is set aside. The lease of one that is not stays as it is.
     *
     * @return whether it may be; not while another run has its concurrency group
     */
    public Uni<Boolean> readAgain(OrgId org, RunId run) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "update runner.run r set quarantined = null, lease_expires_at ="
                                + " case when quarantined is null then lease_expires_at else now() end"
                                + " where org = $1 and id = $2 and not (group_held and exists (select from runner.run h"
                                + " where h.org = r.org and h.project = r.project and h.run_group = r.run_group"
                                + " and h.id <> r.id and h.group_held and h.quarantined is null))",
                        Tuple.of(org.value(), uuid(run)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                new RunId(row.getUUID(0).toString()),
                new OrgId(row.getString(1)),
                row.getLong(2),
                new Digest(row.getString(3)));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    private static RunRow row(Row row) {
        String quarantined = row.getString("quarantined");
        if (quarantined != null) {
            return setAside(
                    row,
                    quarantined,
                    "`builderos resume " + row.getUUID("id")
                            + "` reads it again, as another version of BuilderOS may; ");
        }
        try {
            return stored(row);
        } catch (IllegalArgumentException damaged) {
            return setAside(row, String.valueOf(damaged.getMessage()), "");
        }
    }

    private static SetAside setAside(Row row, String reason, String hope) {
        return new SetAside(new SetAsideRun(
                run(row),
                row.getString("project"),
                row.getString("pipeline"),
                row.getString("state"),
                row.getString("requested_by"),
                row.getOffsetDateTime("admitted_at").toInstant(),
                reason,
                hope + "`builderos delete " + row.getUUID("id") + "` takes it away"));
    }

    private static RunId run(Row row) {
        return new RunId(row.getUUID("id").toString());
    }

    private static StoredRun stored(Row row) {
        var ended = row.getOffsetDateTime("ended_at");
        return new StoredRun(
                new RunSummary(
                        run(row),
                        new ProjectId(row.getString("project")),
                        row.getString("pipeline"),
                        state(row.getString("state")),
                        row.getString("requested_by"),
                        row.getOffsetDateTime("admitted_at").toInstant(),
                        ended == null ? null : ended.toInstant(),
                        row.getLong("seq"),
                        run(row.getUUID("fork_of")),
                        run(row.getUUID("replay_of")),
                        brought(row)),
                row.getBoolean("closed"),
                new Digest(row.getString("plan")));
    }

    private static @Nullable Brought brought(Row row) {
        var at = row.getOffsetDateTime("brought_at");
        return at == null
                ? null
                : new Brought(row.getString("brought_by"), at.toInstant(), row.getString("brought_from"));
    }

    private static RunState state(String text) {
        try {
            return RunState.valueOf(text);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("a run is in no state `" + text + "`", unknown);
        }
    }

    private static @Nullable RunId run(@Nullable UUID id) {
        return id == null ? null : new RunId(id.toString());
    }

    private static FactRecord fact(Row row) {
        return new FactRecord(
                row.getLong("seq"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("type"),
                row.getLong("epoch"),
                tree(row.getString("body")),
                new Digest("sha256:" + row.getString("prev")),
                new Digest("sha256:" + row.getString("hash")));
    }

    private static JsonNode tree(String json) {
        try {
            return ContractJson.mapper().readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a stored fact is not JSON", damaged);
        }
    }

    private static UUID uuid(RunId run) {
        return UUID.fromString(run.value());
    }
}
