package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** What happened, per org, append-only. Within a transaction only. */
public interface AuditLog {
    /** Appends an entry and holds the org's log until the end of the transaction, so it comes last. */
    Uni<Void> append(OrgId org, String kind, Map<String, ?> what);
}
