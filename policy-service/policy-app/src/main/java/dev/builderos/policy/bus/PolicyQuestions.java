package dev.builderos.policy.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.policy.DecisionChanges;
import dev.builderos.contracts.policy.ExplainDecision;
import dev.builderos.contracts.policy.Explanation;
import dev.builderos.contracts.policy.FindPolicy;
import dev.builderos.contracts.policy.FindShadow;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.PolicyTestReport;
import dev.builderos.contracts.policy.ProposeRule;
import dev.builderos.contracts.policy.ProposedRule;
import dev.builderos.contracts.policy.ReplayDecisions;
import dev.builderos.contracts.policy.SetPolicy;
import dev.builderos.contracts.policy.StandingPolicy;
import dev.builderos.contracts.policy.SuggestPolicy;
import dev.builderos.contracts.policy.SuggestedPolicy;
import dev.builderos.contracts.policy.TestPolicy;
import dev.builderos.policy.usecase.AskPolicy;
import dev.builderos.policy.usecase.ComparePolicies;
import dev.builderos.policy.usecase.ProposeRules;
import dev.builderos.policy.usecase.SetStandingPolicy;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** What is asked about policies that do not count yet, and the setting of those that stand beside a project's. */
@ApplicationScoped
class PolicyQuestions {
    private static final String REPLIES = "bus-replies";
    private static final int FEW = 8;
    /** Each of them reads up to tens of thousands of rows. */
    private static final int HEAVY = 2;

    private static final int MOST_RUNS = 200;

    private final Handling handling;
    private final AskPolicy askPolicy;
    private final ComparePolicies comparePolicies;
    private final ProposeRules proposeRules;
    private final SetStandingPolicy setStandingPolicy;

    PolicyQuestions(
            Handling handling,
            AskPolicy askPolicy,
            ComparePolicies comparePolicies,
            ProposeRules proposeRules,
            SetStandingPolicy setStandingPolicy) {
        this.handling = handling;
        this.askPolicy = askPolicy;
        this.comparePolicies = comparePolicies;
        this.proposeRules = proposeRules;
        this.setStandingPolicy = setStandingPolicy;
    }

    @Incoming("policy-test-policy")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> testPolicy(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.TEST_POLICY, FEW, this::test);
    }

    private Uni<PolicyTestReport> test(TestPolicy query) {
        return askPolicy
                .test(query.requester().org(), Translation.source(query.policy()), query.defaultBranch())
                .map(Translation::valid);
    }

    @Incoming("policy-explain-decision")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> explainDecision(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.EXPLAIN_DECISION, FEW, this::explain);
    }

    private Uni<Explanation> explain(ExplainDecision query) {
        return askPolicy
                .explain(
                        query.requester().org(),
                        Translation.source(query.policy()),
                        query.effect(),
                        Translation.context(query))
                .map(Translation::valid);
    }

    @Incoming("policy-replay-decisions")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> replayDecisions(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.REPLAY_DECISIONS, HEAVY, this::replay);
    }

    private Uni<DecisionChanges> replay(ReplayDecisions query) {
        return comparePolicies
                .replay(query.requester().org(), query.project(), Translation.source(query.policy()), query.since())
                .map(Translation::valid);
    }

    @Incoming("policy-find-shadow")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findShadow(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.FIND_SHADOW, HEAVY, this::shadow);
    }

    private Uni<DecisionChanges> shadow(FindShadow query) {
        return comparePolicies.shadow(query.requester().org(), query.project(), query.since());
    }

    @Incoming("policy-suggest-policy")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> suggestPolicy(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.SUGGEST_POLICY, HEAVY, this::suggest);
    }

    private Uni<SuggestedPolicy> suggest(SuggestPolicy query) {
        if (query.runs().isEmpty() || query.runs().size() > MOST_RUNS) {
            throw new ContractException(
                    "policy.runs", ErrorCategory.INVALID, "a suggestion is made of 1 to " + MOST_RUNS + " runs");
        }
        return askPolicy.suggest(query.requester().org(), query.runs());
    }

    @Incoming("policy-propose-rule")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> proposeRule(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.PROPOSE_RULE, FEW, this::propose);
    }

    private Uni<ProposedRule> propose(ProposeRule query) {
        return proposeRules
                .apply(query.requester().org(), query.approvalId())
                .map(found -> found.orElseThrow(() -> new ContractException(
                        "approval.unknown", ErrorCategory.NOT_FOUND, "there is no such request for approval")));
    }

    @Incoming("policy-set-policy")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> setPolicy(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.SET_POLICY, FEW, this::set);
    }

    private Uni<StandingPolicy> set(SetPolicy command) {
        return setStandingPolicy
                .apply(
                        command.requester(),
                        Translation.place(command.shadowOf()),
                        command.policy() == null ? null : Translation.source(command.policy()))
                .map(outcome -> switch (outcome) {
                    case SetStandingPolicy.Stands(var policy) -> Translation.standing(policy);
                    case SetStandingPolicy.Invalid(var problems) -> throw Translation.invalid(problems);
                    case SetStandingPolicy.Refused(var error) -> throw new ContractException(error);
                });
    }

    @Incoming("policy-find-policy")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> findPolicy(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.FIND_POLICY, FEW, this::find);
    }

    private Uni<StandingPolicy> find(FindPolicy query) {
        return setStandingPolicy
                .find(query.requester().org(), Translation.place(query.shadowOf()))
                .map(Translation::standing);
    }
}
