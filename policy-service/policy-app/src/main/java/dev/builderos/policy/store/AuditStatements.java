package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.domain.AuditEntryText;
import dev.builderos.receipts.audit.AuditLink;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/** How an entry comes after the last one of an org's log, for whoever writes it: the head is locked, read, and moved on. */
final class AuditStatements {
    private static final String LOCK_HEAD = lockHead("$1", "$2");
    private static final String APPEND = append("$1", "$2", "$3", "$4");

    private AuditStatements() {}

    /** The end of an org's log, and what the clock of the database says. */
    record Head(long seq, String hash, OffsetDateTime now) {
        AuditLink next(String kind, Map<String, ?> what) {
            Instant at = now.toInstant();
            return AuditLink.after(seq, new Digest(hash), AuditEntryText.of(at, kind, what));
        }
    }

    /** Makes the head where there is none, and locks it either way; takes what stands for its parameters. */
    static String lockHead(String org, String start) {
        return """
                insert into policy.audit_head (org, seq, hash) values (%s, 0, %s)
                on conflict (org) do update set seq = audit_head.seq
                returning seq, hash, clock_timestamp() as now""".formatted(org, start);
    }

    static String append(String org, String seq, String entry, String hash) {
        return """
                with head as (update policy.audit_head set seq = %2$s, hash = %4$s where org = %1$s)
                insert into policy.audit (org, seq, entry, hash) values (%1$s, %2$s, %3$s, %4$s)""".formatted(org, seq, entry, hash);
    }

    /** Within a transaction in the name of the org. */
    static Uni<Head> lockHead(SqlClient client, OrgId org) {
        return client.preparedQuery(LOCK_HEAD)
                .execute(Tuple.of(org.value(), AuditLink.START.value()))
                .map(AuditStatements::head);
    }

    private static Head head(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return new Head(row.getLong("seq"), row.getString("hash"), row.getOffsetDateTime("now"));
    }

    /** After {@link #lockHead(SqlClient, OrgId)}, within the same transaction. */
    static Uni<Void> append(SqlClient client, OrgId org, AuditLink link) {
        return client.preparedQuery(APPEND)
                .execute(Tuple.of(
                        org.value(), link.seq(), link.entry(), link.hash().value()))
                .replaceWithVoid();
    }
}
