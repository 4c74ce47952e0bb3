package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.DecisionChanges;
import dev.builderos.gateway.api.ExplainDecision;
import dev.builderos.gateway.api.Explanation;
import dev.builderos.gateway.api.PolicyTestReport;
import dev.builderos.gateway.api.ReplayDecisions;
import dev.builderos.gateway.api.SourceFile;
import dev.builderos.gateway.api.StandingPolicy;
import dev.builderos.gateway.api.SuggestPolicy;
import dev.builderos.gateway.api.SuggestedPolicy;
import dev.builderos.gateway.api.TestPolicy;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked about policies, and the setting of those that stand beside the projects' own. */
public interface Policies {
    Uni<PolicyTestReport> test(Requester requester, TestPolicy policy);

    Uni<Explanation> explain(Requester requester, ExplainDecision question);

    Uni<DecisionChanges> replay(Requester requester, ReplayDecisions question);

    Uni<SuggestedPolicy> suggest(Requester requester, SuggestPolicy question);

    /**
     * What the shadow of a project said otherwise.
     *
     * @param project its name
     */
    Uni<DecisionChanges> shadowChanges(Requester requester, String project, Instant since);

    /**
     * The policy that stands there.
     *
     * @param shadowOf the name of a project; null for the policy of the org
     */
    Uni<StandingPolicy> find(Requester requester, @Nullable String shadowOf);

    /**
     * Sets what stands there, or takes it away.
     *
     * @param policy null takes it away
     */
    Uni<StandingPolicy> set(Requester requester, @Nullable String shadowOf, @Nullable SourceFile policy);
}
