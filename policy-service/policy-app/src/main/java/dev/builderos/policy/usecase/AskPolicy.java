package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.policy.Explanation;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.contracts.policy.SuggestedPolicy;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.domain.PastDecision;
import dev.builderos.policy.engine.CompiledPolicy;
import dev.builderos.policy.engine.PolicyContext;
import dev.builderos.policy.engine.SuggestedRules;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/** What people ask about a policy file before it counts: its tests, why it decides so, what it would have to say. Nothing is kept. */
@ApplicationScoped
public class AskPolicy {
    /** More than people let pass in a run of runs; a suggestion of more is none. */
    private static final int MOST = 50_000;

    private final CompiledPolicies policies;
    private final Decisions decisions;
    private final Transactions transactions;

    AskPolicy(CompiledPolicies policies, Decisions decisions, Transactions transactions) {
        this.policies = policies;
        this.decisions = decisions;
        this.transactions = transactions;
    }

    /** Runs the tests the file carries, bounded by the policy of the org. */
    public Uni<Parsed<PolicyTestReport>> test(OrgId org, SourceText policy, String defaultBranch) {
        return ask(org, policy, ready -> ready.test(defaultBranch));
    }

    public Uni<Parsed<Explanation>> explain(OrgId org, SourceText policy, Effect effect, PolicyContext context) {
        return ask(org, policy, ready -> ready.explain(effect, context));
    }

    private <T> Uni<Parsed<T>> ask(OrgId org, SourceText policy, Function<CompiledPolicy, T> question) {
        return policies.bounded(org, policy).flatMap(policies::compile).map(compiled -> switch (compiled) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) -> new Parsed.Ok<>(question.apply(ready));
            case Parsed.Invalid<CompiledPolicy>(var problems) -> new Parsed.Invalid<>(problems);
        });
    }

    /** The narrowest policy under which runs would have passed. */
    public Uni<SuggestedPolicy> suggest(OrgId org, List<RunId> runs) {
        return transactions
                .within(() -> decisions.permitted(org, runs, MOST))
                .flatMap(past -> policies.onWorker(() -> suggestion(past)));
    }

    private static SuggestedPolicy suggestion(List<PastDecision> past) {
        SuggestedRules rules = new SuggestedRules();
        past.forEach(each -> rules.add(
                each.call().effect(),
                each.decision().ruleId().startsWith("builtin-")
                        ? null
                        : each.decision().requirement()));
        long runs = past.stream().map(each -> each.call().run()).distinct().count();
        return new SuggestedPolicy(rules.text(), runs, rules.effects());
    }
}
