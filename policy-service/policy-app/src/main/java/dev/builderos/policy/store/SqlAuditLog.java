package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.domain.AuditEntryText;
import dev.builderos.policy.usecase.AuditLog;
import dev.builderos.receipts.audit.AuditLink;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

@ApplicationScoped
class SqlAuditLog implements AuditLog {
    /** Makes the head where there is none, and locks it either way. */
    private static final String LOCK_HEAD = """
            insert into policy.audit_head (org, seq, hash) values (:org, 0, :start)
            on conflict (org) do update set seq = audit_head.seq
            returning seq, hash, clock_timestamp()""";

    private static final String APPEND = """
            with head as (update policy.audit_head set seq = :seq, hash = :hash where org = :org)
            insert into policy.audit (org, seq, entry, hash) values (:org, :seq, :entry, :hash)""";

    @Override
    public Uni<Void> append(OrgId org, String kind, Map<String, ?> what) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(LOCK_HEAD, Object[].class)
                        .setParameter("org", org.value())
                        .setParameter("start", AuditLink.START.value())
                        .getSingleResult())
                .map(head -> next(head, kind, what))
                .flatMap(link -> NativeInsert.run(
                        APPEND,
                        Map.of(
                                "org", org.value(),
                                "seq", link.seq(),
                                "entry", link.entry(),
                                "hash", link.hash().value())))
                .replaceWithVoid();
    }

    private static AuditLink next(Object[] head, String kind, Map<String, ?> what) {
        Instant at = ((OffsetDateTime) head[2]).toInstant();
        return AuditLink.after(
                ((Number) head[0]).longValue(), new Digest((String) head[1]), AuditEntryText.of(at, kind, what));
    }
}
