package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.policy.domain.PastDecision;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decisions one after the other, read page by page and looked at beside the event loop. */
@ApplicationScoped
class DecisionPages {
    /** Rows are taken apart on the event loop, so not too many at once. */
    private static final int PAGE = 200;
    /** So that an answer comes before its deadline. */
    private static final int MOST = 100_000;

    private final Decisions decisions;
    private final CompiledPolicies policies;
    private final Transactions transactions;

    DecisionPages(Decisions decisions, CompiledPolicies policies, Transactions transactions) {
        this.decisions = decisions;
        this.policies = policies;
        this.transactions = transactions;
    }

    /** Gives whether there were no more than are looked at. */
    Uni<Boolean> each(OrgId org, Decisions.Which which, Consumer<PastDecision> look) {
        return from(org, which, null, 0, look);
    }

    private Uni<Boolean> from(
            OrgId org, Decisions.Which which, @Nullable PastDecision after, int seen, Consumer<PastDecision> look) {
        if (seen >= MOST) {
            return Uni.createFrom().item(false);
        }
        return transactions
                .within(org, () -> decisions.page(org, which, after, PAGE))
                .flatMap(page -> policies.onWorker(() -> {
                    page.forEach(look);
                    return page;
                }))
                .flatMap((List<PastDecision> page) -> page.size() < PAGE
                        ? Uni.createFrom().item(true)
                        : from(org, which, page.getLast(), seen + page.size(), look));
    }
}
