package dev.builderos.policy.usecase;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Withdraws a request nobody needs an answer to any more. One that is closed stays as it is. */
@ApplicationScoped
public class CloseApproval {
    private final Approvals approvals;
    private final ApprovalChanges changes;
    private final Transactions transactions;

    CloseApproval(Approvals approvals, ApprovalChanges changes, Transactions transactions) {
        this.approvals = approvals;
        this.changes = changes;
        this.transactions = transactions;
    }

    /** What came of it. */
    public enum Outcome {
        CLOSED,
        /** It may still be on its way here. */
        UNKNOWN
    }

    public Uni<Outcome> apply(OrgId org, ApprovalId id, String why) {
        return transactions
                .within(
                        org,
                        () -> approvals.hold(org, id).flatMap(found -> {
                            if (found.isEmpty()) {
                                return Uni.createFrom().item(Outcome.UNKNOWN);
                            }
                            return found.get().isPending()
                                    ? withdraw(found.get().withdrawn(), why)
                                    : Uni.createFrom().item(Outcome.CLOSED);
                        }))
                .invoke(changes::send);
    }

    private Uni<Outcome> withdraw(Approval withdrawn, String why) {
        return approvals
                .update(withdrawn)
                .flatMap(stored -> changes.tell(withdrawn, withdrawn.question().requestedBy(), why))
                .replaceWith(Outcome.CLOSED);
    }
}
