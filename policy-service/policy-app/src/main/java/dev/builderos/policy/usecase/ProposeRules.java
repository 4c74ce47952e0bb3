package dev.builderos.policy.usecase;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.policy.ProposedRule;
import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Which change of a policy would spare people a question they were asked. Nothing is changed. */
@ApplicationScoped
public class ProposeRules {
    private static final ProposedRule FORGOTTEN =
            new ProposedRule("how this was decided is not on record, so no rule can be proposed", null);

    private final Approvals approvals;
    private final Decisions decisions;
    private final CompiledPolicies policies;
    private final Transactions transactions;

    ProposeRules(Approvals approvals, Decisions decisions, CompiledPolicies policies, Transactions transactions) {
        this.approvals = approvals;
        this.decisions = decisions;
        this.policies = policies;
        this.transactions = transactions;
    }

    /** Empty when there is no such request. */
    public Uni<Optional<ProposedRule>> apply(OrgId org, ApprovalId id) {
        return transactions
                .within(org, () -> approvals.list(new Approvals.Filter(org, null, null, id, 1)))
                .flatMap(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : propose(org, found.getFirst().question()).map(Optional::of));
    }

    private Uni<ProposedRule> propose(OrgId org, Approval.Question question) {
        return policies.find(org, question.policyDigest())
                .flatMap(policy -> transactions
                        .within(
                                org,
                                () -> decisions.about(org, question.run(), question.step(), question.effectDigest()))
                        .map(past -> policy.isEmpty() || past.isEmpty()
                                ? FORGOTTEN
                                : policy.get()
                                        .propose(
                                                question.effect(),
                                                past.get().call().context())));
    }
}
