package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.policy.DecisionChanges;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.domain.PastDecision;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How another policy would decide, or a shadow did, about what was decided. Read page by page; nothing is kept. */
@ApplicationScoped
public class ComparePolicies {
    private static final int PAGE = 500;
    /** So that an answer comes before its deadline. */
    private static final int MOST = 100_000;

    private final Decisions decisions;
    private final CompiledPolicies policies;
    private final Transactions transactions;

    ComparePolicies(Decisions decisions, CompiledPolicies policies, Transactions transactions) {
        this.decisions = decisions;
        this.policies = policies;
        this.transactions = transactions;
    }

    /** Asks a policy file, bounded by the policy of the org as it is now, again about all that was decided. */
    public Uni<Parsed<DecisionChanges>> replay(OrgId org, String project, SourceText policy, Instant since) {
        return policies.bounded(org, policy).flatMap(policies::compile).flatMap(compiled -> switch (compiled) {
            case Parsed.Invalid<CompiledPolicy>(var problems) ->
                Uni.createFrom().item(new Parsed.Invalid<DecisionChanges>(problems));
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) -> {
                Differences differences = new Differences();
                yield compare(
                                org,
                                project,
                                since,
                                differences,
                                past -> differences.add(
                                        past.call(),
                                        past.decision(),
                                        ready.decide(
                                                past.call().effect(),
                                                past.call().context())))
                        .map(Parsed.Ok::new);
            }
        });
    }

    /** What the shadow of a project said otherwise. */
    public Uni<DecisionChanges> shadow(OrgId org, String project, Instant since) {
        Differences differences = new Differences();
        return compare(org, project, since, differences, past -> {
            if (past.shadow() != null) {
                differences.add(past.call(), past.decision(), past.shadow());
            }
        });
    }

    private Uni<DecisionChanges> compare(
            OrgId org, String project, Instant since, Differences differences, Consumer<PastDecision> each) {
        return pages(org, project, since, null, 0, differences, each)
                .flatMap(done -> transactions.within(() -> decisions.countWithoutEffect(org, since)))
                .map(differences::result);
    }

    private Uni<Void> pages(
            OrgId org,
            String project,
            Instant since,
            @Nullable PastDecision after,
            int seen,
            Differences differences,
            Consumer<PastDecision> each) {
        if (seen >= MOST) {
            differences.stopEarly();
            return Uni.createFrom().voidItem();
        }
        return transactions
                .within(() -> decisions.page(org, project, since, after, PAGE))
                .flatMap(page -> policies.onWorker(() -> {
                    page.forEach(each);
                    return page;
                }))
                .flatMap((List<PastDecision> page) -> page.size() < PAGE
                        ? Uni.createFrom().voidItem()
                        : pages(org, project, since, page.getLast(), seen + page.size(), differences, each));
    }
}
