package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.AuditFilter;
import dev.builderos.gateway.api.AuditList;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.receipts.audit.AuditLink;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked about the audit log. */
public interface Audit {
    Uni<AuditList> list(Requester requester, AuditFilter filter, @Nullable Long before, int limit);

    Uni<CheckpointList> checkpoints(Requester requester, long after, int limit);

    /** Entries as they were hashed, oldest first; fewer than asked for when there are no more. */
    Uni<List<AuditLink>> read(Requester requester, long after, int limit);
}
