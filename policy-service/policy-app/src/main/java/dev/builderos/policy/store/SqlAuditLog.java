package dev.builderos.policy.store;

import dev.builderos.contracts.OrgId;
import dev.builderos.policy.usecase.AuditLog;
import dev.builderos.receipts.audit.AuditLink;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Map;

@ApplicationScoped
class SqlAuditLog implements AuditLog {
    private static final String LOCK_HEAD = AuditStatements.lockHead(":org", ":start");
    private static final String APPEND = AuditStatements.append(":org", ":seq", ":entry", ":hash");

    @Override
    public Uni<Void> append(OrgId org, String kind, Map<String, ?> what) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(LOCK_HEAD, Object[].class)
                        .setParameter("org", org.value())
                        .setParameter("start", AuditLink.START.value())
                        .getSingleResult())
                .map(head -> head(head).next(kind, what))
                .flatMap(link -> NativeInsert.run(
                        APPEND,
                        Map.of(
                                "org", org.value(),
                                "seq", link.seq(),
                                "entry", link.entry(),
                                "hash", link.hash().value())))
                .replaceWithVoid();
    }

    private static AuditStatements.Head head(Object[] row) {
        return new AuditStatements.Head(((Number) row[0]).longValue(), (String) row[1], (OffsetDateTime) row[2]);
    }
}
