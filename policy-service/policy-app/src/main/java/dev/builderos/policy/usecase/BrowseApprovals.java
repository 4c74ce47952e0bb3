package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which requests for approval there are, newest first. */
@ApplicationScoped
public class BrowseApprovals {
    public static final int MOST = 200;

    private final Approvals approvals;
    private final Transactions transactions;

    BrowseApprovals(Approvals approvals, Transactions transactions) {
        this.approvals = approvals;
        this.transactions = transactions;
    }

    public Uni<List<Approval>> apply(Approvals.Filter filter) {
        return transactions.within(filter.org(), () -> approvals.list(filter));
    }
}
