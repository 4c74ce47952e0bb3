package dev.builderos.gateway.bus;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.FindShadow;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.SetPolicy;
import dev.builderos.gateway.api.DecisionChanges;
import dev.builderos.gateway.api.ExplainDecision;
import dev.builderos.gateway.api.Explanation;
import dev.builderos.gateway.api.PolicyTestReport;
import dev.builderos.gateway.api.ReplayDecisions;
import dev.builderos.gateway.api.StandingPolicy;
import dev.builderos.gateway.api.SuggestPolicy;
import dev.builderos.gateway.api.SuggestedPolicy;
import dev.builderos.gateway.api.TestPolicy;
import dev.builderos.gateway.usecase.Policies;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusPolicies implements Policies {
    private static final String EVERYTHING = "all";

    private final Ask ask;

    BusPolicies(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<PolicyTestReport> test(Requester requester, TestPolicy policy) {
        var query = new dev.builderos.contracts.policy.TestPolicy(
                requester, file(policy.path(), policy.text()), policy.defaultBranch());
        return ask.of(PolicyContracts.TEST_POLICY, requester, query)
                .map(answer -> Translation.to(PolicyTestReport.class, answer));
    }

    @Override
    public Uni<Explanation> explain(Requester requester, ExplainDecision question) {
        var given = question.effect();
        Effect effect = Ids.parse(
                tool -> new Effect(tool, given.agent(), given.environment(), given.arguments()), given.tool());
        var query = new dev.builderos.contracts.policy.ExplainDecision(
                requester,
                file(question.path(), question.text()),
                Ids.parse(StepId::new, question.step()),
                effect,
                Map.of("name", question.project(), "defaultBranch", question.defaultBranch()),
                new RunSoFar(question.tainted() ? List.of("as asked") : List.of(), 0, 0, 0, 0));
        return ask.of(PolicyContracts.EXPLAIN_DECISION, requester, query)
                .map(answer -> Translation.to(Explanation.class, answer));
    }

    @Override
    public Uni<DecisionChanges> replay(Requester requester, ReplayDecisions question) {
        var query = new dev.builderos.contracts.policy.ReplayDecisions(
                requester, file(question.path(), question.text()), question.project(), question.since());
        return ask.of(PolicyContracts.REPLAY_DECISIONS, requester, question.project(), query, Ask.LONG)
                .map(answer -> Translation.to(DecisionChanges.class, answer));
    }

    @Override
    public Uni<SuggestedPolicy> suggest(Requester requester, SuggestPolicy question) {
        List<RunId> runs =
                question.runs().stream().map(run -> Ids.parse(RunId::new, run)).toList();
        return ask.of(
                        PolicyContracts.SUGGEST_POLICY,
                        requester,
                        EVERYTHING,
                        new dev.builderos.contracts.policy.SuggestPolicy(requester, runs),
                        Ask.LONG)
                .map(answer -> Translation.to(SuggestedPolicy.class, answer));
    }

    @Override
    public Uni<DecisionChanges> shadowChanges(Requester requester, String project, Instant since) {
        return ask.of(
                        PolicyContracts.FIND_SHADOW,
                        requester,
                        project,
                        new FindShadow(requester, project, since),
                        Ask.LONG)
                .map(answer -> Translation.to(DecisionChanges.class, answer));
    }

    @Override
    public Uni<StandingPolicy> find(Requester requester, @Nullable String shadowOf) {
        return ask.of(PolicyContracts.FIND_POLICY, requester, new FindPolicy(requester, shadowOf))
                .map(answer -> Translation.to(StandingPolicy.class, answer));
    }

    @Override
    public Uni<StandingPolicy> set(
            Requester requester, @Nullable String shadowOf, dev.builderos.gateway.api.@Nullable SourceFile policy) {
        SourceFile file = policy == null ? null : file(policy.path(), policy.text());
        return ask.of(PolicyContracts.SET_POLICY, requester, new SetPolicy(requester, shadowOf, file))
                .map(answer -> Translation.to(StandingPolicy.class, answer));
    }

    private static SourceFile file(String path, String text) {
        return Ids.parse(known -> new SourceFile(known, text), path);
    }
}
