package dev.builderos.runner.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Content that clients send, until the run is here that names it. All times are the database's. */
public final class IncomingStore {
    /** How long content waits for its run. */
    public static final Duration PATIENCE = Duration.ofDays(1);

    private final Pool pool;

    public IncomingStore(Pool pool) {
        this.pool = pool;
    }

    /** These come, or are counted on: they stay for a while yet. */
    public Uni<Void> expect(OrgId org, Collection<Digest> digests) {
        return OrgTransactions.execute(
                        pool,
                        org,
                        "insert into runner.incoming (org, digest)"
                                + " select $1, digest from unnest($2::text[]) as d (digest) order by digest"
                                + " on conflict (org, digest) do update set sent_at = now()",
                        Tuple.of(org.value(), texts(Set.copyOf(digests))))
                .replaceWithVoid();
    }

    /** Those of these that are counted on now. */
    public Uni<Set<Digest>> expected(OrgId org, Collection<Digest> digests) {
        return pool.preparedQuery("select digest from runner.incoming where org = $1 and digest = any($2)"
                        + " and sent_at > now() - $3 * interval '1 millisecond'")
                .execute(Tuple.of(org.value(), texts(digests), PATIENCE.toMillis()))
                .map(rows -> {
                    Set<Digest> expected = new HashSet<>();
                    rows.forEach(row -> expected.add(new Digest(row.getString(0))));
                    return expected;
                });
    }

    /** Those that nobody counts on any more, so many at once. */
    public Uni<Map<OrgId, Set<Digest>>> late(int limit) {
        return pool.preparedQuery("select org, digest from runner.incoming"
                        + " where sent_at <= now() - $1 * interval '1 millisecond' order by sent_at limit $2")
                .execute(Tuple.of(PATIENCE.toMillis(), limit))
                .map(rows -> {
                    Map<OrgId, Set<Digest>> late = new HashMap<>();
                    rows.forEach(row -> late.computeIfAbsent(new OrgId(row.getString(0)), org -> new HashSet<>())
                            .add(new Digest(row.getString(1))));
                    return late;
                });
    }

    /** These were looked at, unless somebody counts on them again. */
    public Uni<Void> settle(OrgId org, Collection<Digest> digests) {
        return pool.preparedQuery("delete from runner.incoming where org = $1 and digest = any($2)"
                        + " and sent_at <= now() - $3 * interval '1 millisecond'")
                .execute(Tuple.of(org.value(), texts(digests), PATIENCE.toMillis()))
                .replaceWithVoid();
    }

    private static String[] texts(Collection<Digest> digests) {
        return digests.stream().map(Digest::value).toArray(String[]::new);
    }
}
