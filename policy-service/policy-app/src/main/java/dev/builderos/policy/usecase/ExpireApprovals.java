package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Closes the requests that nobody answered in time. Several processes may do so at once. */
@ApplicationScoped
public class ExpireApprovals {
    private static final String SERVICE = "policy";
    private static final int BATCH = 64;

    private final Approvals approvals;
    private final ApprovalChanges changes;
    private final Transactions transactions;

    ExpireApprovals(Approvals approvals, ApprovalChanges changes, Transactions transactions) {
        this.approvals = approvals;
        this.changes = changes;
        this.transactions = transactions;
    }

    /** Gives how many were closed; what is left of a large number is for the next time. */
    public Uni<Integer> apply() {
        return transactions
                .withinAll(() -> approvals.holdOverdue(BATCH).flatMap(this::expireAll))
                .invoke(closed -> {
                    if (closed > 0) {
                        changes.send();
                    }
                });
    }

    private Uni<Integer> expireAll(List<Approval> overdue) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Approval each : overdue) {
            Approval expired = each.expired();
            done = done.flatMap(before -> approvals.update(expired))
                    .flatMap(stored -> changes.tell(expired, SERVICE, ""));
        }
        return done.replaceWith(overdue.size());
    }
}
