package dev.builderos.policy.usecase;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests for approval. Within a transaction only. */
public interface Approvals {
    /** Fails when there is one of this id. */
    Uni<Void> add(Approval approval);

    /** Finds one and holds it until the end of the transaction; others wait. */
    Uni<Optional<Approval>> hold(OrgId org, ApprovalId id);

    /** Holds some that are pending and past their time, of any org, oldest first; those that others hold are left out. */
    Uni<List<Approval>> holdOverdue(int limit);

    /** Stores the new state of one that is held. */
    Uni<Void> update(Approval held);

    /** Newest first. */
    Uni<List<Approval>> list(Filter filter);

    /** Null means any. */
    record Filter(
            OrgId org,
            Approval.@Nullable State state,
            @Nullable RunId run,
            @Nullable ApprovalId id,
            int limit) {}
}
