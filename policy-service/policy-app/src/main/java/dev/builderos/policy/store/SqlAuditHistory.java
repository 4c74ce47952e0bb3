package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.usecase.AuditHistory;
import dev.builderos.receipts.audit.AuditLink;
import dev.builderos.record.OrgTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads many rows at a time, and therefore without entities. */
@ApplicationScoped
class SqlAuditHistory implements AuditHistory {
    private static final String HEADS =
            "select org, seq, clock_timestamp() as now from policy.audit_head where seq > 0";
    private static final String READ =
            "select seq, entry, hash from policy.audit where org = $1 and seq > $2 order by seq limit $3";

    private final Pool pool;

    SqlAuditHistory(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Head>> heads() {
        return OrgTransactions.withinAll(pool, client -> client.query(HEADS).execute())
                .map(rows -> all(
                        rows,
                        row -> new Head(
                                new OrgId(row.getString("org")),
                                row.getLong("seq"),
                                row.getOffsetDateTime("now").toInstant())));
    }

    @Override
    public Uni<List<AuditLink>> read(OrgId org, long after, int limit) {
        return OrgTransactions.execute(pool, org, READ, Tuple.of(org.value(), after, limit))
                .map(rows -> all(rows, SqlAuditHistory::link));
    }

    @Override
    public Uni<List<AuditLink>> find(Filter filter) {
        Conditions where = new Conditions(filter.org().value());
        where.and("run_id = ", filter.run() == null ? null : filter.run().value());
        where.and(
                "approval_id = ",
                filter.approval() == null ? null : filter.approval().value());
        where.and("who = ", filter.by());
        where.and("kind = ", filter.kind());
        where.and("at >= ", filter.since() == null ? null : filter.since().atOffset(ZoneOffset.UTC));
        where.and("at < ", filter.until() == null ? null : filter.until().atOffset(ZoneOffset.UTC));
        where.and("seq < ", filter.before());
        return OrgTransactions.execute(pool, filter.org(), where.select(filter.limit()), Tuple.from(where.values))
                .map(rows -> all(rows, SqlAuditHistory::link));
    }

    /** What a row has to fulfil, as text with places for the values. */
    private static final class Conditions {
        private final StringBuilder text = new StringBuilder("org = $1");
        private final List<Object> values = new ArrayList<>();

        Conditions(String org) {
            values.add(org);
        }

        void and(String condition, @Nullable Object value) {
            if (value != null) {
                values.add(value);
                text.append(" and ").append(condition).append('$').append(values.size());
            }
        }

        String select(int limit) {
            return "select seq, entry, hash from policy.audit where " + text + " order by seq desc limit " + limit;
        }
    }

    private static AuditLink link(Row row) {
        return new AuditLink(row.getLong("seq"), row.getString("entry"), new Digest(row.getString("hash")));
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(reading.apply(row)));
        return all;
    }
}
