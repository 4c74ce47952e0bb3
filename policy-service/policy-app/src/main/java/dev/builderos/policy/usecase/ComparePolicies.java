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
import java.util.function.Consumer;

/** How another policy would decide, or a shadow did, about what was decided. Read page by page; nothing is kept. */
@ApplicationScoped
public class ComparePolicies {
    private final Decisions decisions;
    private final DecisionPages pages;
    private final CompiledPolicies policies;
    private final Transactions transactions;

    ComparePolicies(Decisions decisions, DecisionPages pages, CompiledPolicies policies, Transactions transactions) {
        this.decisions = decisions;
        this.pages = pages;
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
        return pages.each(org, new Decisions.Which.OfProject(project, since), each)
                .invoke(complete -> {
                    if (!complete) {
                        differences.stopEarly();
                    }
                })
                .flatMap(done -> transactions.within(org, () -> decisions.countWithoutEffect(org, since)))
                .map(differences::result);
    }
}
