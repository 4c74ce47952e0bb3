package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.policy.Explanation;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.contracts.policy.SuggestedPolicy;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import dev.builderos.policy.engine.PolicyContext;
import dev.builderos.policy.engine.SuggestedRules;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What people ask about a policy file before it counts: its tests, why it decides so, what it would have to say. Nothing is kept. */
@ApplicationScoped
public class AskPolicy {
    private final CompiledPolicies policies;
    private final DecisionPages pages;

    AskPolicy(CompiledPolicies policies, DecisionPages pages) {
        this.policies = policies;
        this.pages = pages;
    }

    /** Runs the tests the file carries, bounded by the policy of the org. */
    public Uni<Parsed<PolicyTestReport>> test(OrgId org, SourceText policy, String defaultBranch) {
        return ask(org, policy, ready -> ready.test(defaultBranch));
    }

    public Uni<Parsed<Explanation>> explain(OrgId org, SourceText policy, Effect effect, PolicyContext context) {
        return ask(org, policy, ready -> ready.explain(effect, context));
    }

    private <T> Uni<Parsed<T>> ask(OrgId org, SourceText policy, Function<CompiledPolicy, T> question) {
        return policies.bounded(org, policy).flatMap(policies::compile).flatMap(compiled -> switch (compiled) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy ready) ->
                policies.onWorker(() -> new Parsed.Ok<>(question.apply(ready)));
            case Parsed.Invalid<CompiledPolicy>(var problems) ->
                Uni.createFrom().item(new Parsed.Invalid<T>(problems));
        });
    }

    /** The narrowest policy under which runs would have passed. */
    public Uni<SuggestedPolicy> suggest(OrgId org, List<RunId> runs) {
        SuggestedRules rules = new SuggestedRules();
        Set<RunId> known = new HashSet<>();
        return pages.each(org, new Decisions.Which.PermittedIn(runs), past -> {
                    known.add(past.call().run());
                    rules.add(
                            past.call().effect(),
                            past.decision().ruleId().startsWith("builtin-")
                                    ? null
                                    : past.decision().requirement());
                })
                .map(complete -> new SuggestedPolicy(rules.text(), known.size(), rules.effects()));
    }
}
