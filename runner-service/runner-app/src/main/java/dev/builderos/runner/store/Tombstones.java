package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.DeletedRun;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes runs out of the database, and knows what is left of them. All times are the database's. */
public final class Tombstones {
    private static final String TOLD = "select run_id, project, pipeline, state, requested_by, admitted_at, ended_at,"
            + " facts, head, receipt, deleted_by, deleted_at, reason from ";

    private static final String SETTLED = "kept_at < now() - $2 * interval '1 millisecond'";

    private final Pool pool;

    public Tombstones(Pool pool) {
        this.pool = pool;
    }

    /** Content that a deleted run named, and nobody looked yet whether others name it too. */
    public record Leftover(OrgId org, RunId run, List<Digest> digests) {
        public Leftover {
            digests = List.copyOf(digests);
        }
    }

    public Uni<Optional<DeletedRun>> find(OrgId org, RunId run) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        TOLD + "runner.tombstone where org = $1 and run_id = $2",
                        Tuple.of(org.value(), uuid(run)))
                .map(Tombstones::first);
    }

    /**
     * Deletes a run in one transaction. Its content becomes a {@link Leftover}.
     *
     * @param beside what it keeps that its journal does not name
     * @return empty when there is no such run, or it is neither closed nor set aside
     */
    public Uni<Optional<DeletedRun>> forget(RunId run, String by, String reason, Collection<Digest> beside) {
        return pool.preparedQuery(TOLD + "runner.forget_run($1, $2, $3, $4)")
                .execute(Tuple.of(uuid(run), by, reason, texts(beside)))
                .map(Tombstones::first);
    }

    /**
     * Closed runs that every limit which is set lets go, oldest first. Those from elsewhere are as old as they are here.
     *
     * @param days only those that ended more than so many days ago
     * @param keepLast none of the newest so many of each project
     */
    public Uni<List<RunId>> expired(@Nullable Integer days, @Nullable Integer keepLast, int limit) {
        return pool.preparedQuery(
                        "select id from (select id, closed, greatest(ended_at, brought_at) as ended_at, row_number() over"
                                + " (partition by org, project order by id desc) as nth from runner.run) as run"
                                + " where closed and ($1::int is null or ended_at < now() - $1 * interval '1 day')"
                                + " and ($2::int is null or nth > $2) order by id limit $3")
                .execute(Tuple.of(days, keepLast, limit))
                .map(rows -> {
                    List<RunId> expired = new ArrayList<>();
                    rows.forEach(row -> expired.add(new RunId(row.getUUID(0).toString())));
                    return expired;
                });
    }

    public Uni<List<Leftover>> leftovers(int limit) {
        return pool.preparedQuery(
                        "select org, run_id, digests from runner.leftover join runner.tombstone using (run_id)"
                                + " order by run_id limit $1")
                .execute(Tuple.of(limit))
                .map(rows -> {
                    List<Leftover> leftovers = new ArrayList<>();
                    for (Row row : rows) {
                        List<Digest> digests = new ArrayList<>();
                        for (String digest : row.getArrayOfStrings(2)) {
                            digests.add(new Digest(digest));
                        }
                        leftovers.add(new Leftover(
                                new OrgId(row.getString(0)),
                                new RunId(row.getUUID(1).toString()),
                                digests));
                    }
                    return leftovers;
                });
    }

    /** How long ago plans were kept last; digests that are no plans are left out. */
    public Uni<Map<Digest, BlobStore.Age>> plans(Collection<Digest> digests, Duration settling) {
        return pool.preparedQuery("select digest, " + SETTLED + " from runner.plan where digest = any($1)")
                .execute(Tuple.of(texts(digests), settling.toMillis()))
                .map(rows -> {
                    Map<Digest, BlobStore.Age> plans = new HashMap<>();
                    rows.forEach(row -> plans.put(
                            new Digest(row.getString(0)),
                            row.getBoolean(1) ? BlobStore.Age.SETTLED : BlobStore.Age.YOUNG));
                    return plans;
                });
    }

    /**
     * Removes plans unless they were kept since, or are a run's; gives how many. Only for plans that no journal names. Fails
     * when a run with one of them is admitted at the same moment.
     */
    public Uni<Integer> removePlans(Collection<Digest> digests, Duration settling) {
        return pool.preparedQuery("delete from runner.plan where digest = any($1) and " + SETTLED
                        + " and not exists (select from runner.run where run.plan = plan.digest)")
                .execute(Tuple.of(texts(digests), settling.toMillis()))
                .map(RowSet::rowCount);
    }

    /** Of a run's leftover only this is still to be looked at; nothing ends it. */
    public Uni<Void> settle(Leftover left) {
        Tuple tuple = left.digests().isEmpty()
                ? Tuple.of(uuid(left.run()))
                : Tuple.of(uuid(left.run()), texts(left.digests()));
        return pool.preparedQuery(
                        left.digests().isEmpty()
                                ? "delete from runner.leftover where run_id = $1"
                                : "update runner.leftover set digests = $2 where run_id = $1")
                .execute(tuple)
                .replaceWithVoid();
    }

    /** Those of these digests that a journal names, with whose. Reads all journals: for few and large questions. */
    public Uni<Map<Digest, Set<OrgId>>> named(Collection<Digest> digests) {
        return pool.preparedQuery(
                        "select distinct named[1], run.org from runner.fact join runner.run on run.id = fact.run_id,"
                                + " regexp_matches(body, 'sha256:[0-9a-f]{64}', 'g') named where named[1] = any($1)")
                .execute(Tuple.of(texts(digests)))
                .map(rows -> {
                    Map<Digest, Set<OrgId>> named = new HashMap<>();
                    rows.forEach(row -> named.computeIfAbsent(new Digest(row.getString(0)), digest -> new HashSet<>())
                            .add(new OrgId(row.getString(1))));
                    return named;
                });
    }

    private static Optional<DeletedRun> first(RowSet<Row> rows) {
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(deleted(iterator.next())) : Optional.empty();
    }

    private static DeletedRun deleted(Row row) {
        OffsetDateTime ended = row.getOffsetDateTime("ended_at");
        String receipt = row.getString("receipt");
        return new DeletedRun(
                new RunId(row.getUUID("run_id").toString()),
                row.getString("project"),
                row.getString("pipeline"),
                row.getString("state"),
                row.getString("requested_by"),
                row.getOffsetDateTime("admitted_at").toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getLong("facts"),
                new Digest("sha256:" + row.getString("head")),
                receipt == null ? null : new Digest(receipt),
                row.getString("deleted_by"),
                row.getOffsetDateTime("deleted_at").toInstant(),
                row.getString("reason"));
    }

    private static String[] texts(Collection<Digest> digests) {
        return digests.stream().map(Digest::value).toArray(String[]::new);
    }

    private static UUID uuid(RunId run) {
        return UUID.fromString(run.value());
    }
}
