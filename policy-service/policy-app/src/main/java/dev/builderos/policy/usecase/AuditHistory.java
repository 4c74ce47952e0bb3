package dev.builderos.policy.usecase;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.receipts.audit.AuditLink;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in the audit log and is committed. Needs no transaction; may be asked from any thread. */
public interface AuditHistory {
    /** How far the log of each org goes. */
    Uni<List<Head>> heads();

    /** At most {@code limit} entries after one, in order. */
    Uni<List<AuditLink>> read(OrgId org, long after, int limit);

    /** Newest first. */
    Uni<List<AuditLink>> find(Filter filter);

    /**
     * Where the log of an org ends.
     *
     * @param now the time of the database
     */
    record Head(OrgId org, long seq, Instant now) {}

    /** Null means any. */
    record Filter(
            OrgId org,
            @Nullable RunId run,
            @Nullable ApprovalId approval,
            @Nullable String by,
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long before,
            int limit) {}
}
