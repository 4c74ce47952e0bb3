package dev.builderos.contracts.policy;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Event;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Order;
import dev.builderos.contracts.Contract.Request;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
import dev.builderos.contracts.parked.ParkedRetried;
import dev.builderos.contracts.parked.RetryParked;
import java.util.List;

/** All that is said to and by the policy service. */
public final class PolicyContracts {
    private static final String DOMAIN = "policy";

    public static final Request<PinPolicy, PolicyPinned> PIN_POLICY =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "pin-policy", PinPolicy.class, PolicyPinned.class);
    public static final Request<DecideEffect, Decision> DECIDE_EFFECT =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "decide-effect", DecideEffect.class, Decision.class);
    public static final Request<TestPolicy, PolicyTestReport> TEST_POLICY =
            new Request<>(DOMAIN, 1, Kind.QUERY, "test-policy", TestPolicy.class, PolicyTestReport.class);
    public static final Request<ExplainDecision, Explanation> EXPLAIN_DECISION =
            new Request<>(DOMAIN, 1, Kind.QUERY, "explain-decision", ExplainDecision.class, Explanation.class);
    public static final Request<ReplayDecisions, DecisionChanges> REPLAY_DECISIONS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "replay-decisions", ReplayDecisions.class, DecisionChanges.class);
    public static final Request<FindShadow, DecisionChanges> FIND_SHADOW =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-shadow", FindShadow.class, DecisionChanges.class);
    public static final Request<SuggestPolicy, SuggestedPolicy> SUGGEST_POLICY =
            new Request<>(DOMAIN, 1, Kind.QUERY, "suggest-policy", SuggestPolicy.class, SuggestedPolicy.class);
    public static final Request<ProposeRule, ProposedRule> PROPOSE_RULE =
            new Request<>(DOMAIN, 1, Kind.QUERY, "propose-rule", ProposeRule.class, ProposedRule.class);
    public static final Request<SetPolicy, StandingPolicy> SET_POLICY =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "set-policy", SetPolicy.class, StandingPolicy.class);
    public static final Request<FindPolicy, StandingPolicy> FIND_POLICY =
            new Request<>(DOMAIN, 1, Kind.QUERY, "find-policy", FindPolicy.class, StandingPolicy.class);
    public static final Request<AnswerApproval, ApprovalView> ANSWER_APPROVAL =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "answer-approval", AnswerApproval.class, ApprovalView.class);
    public static final Request<ListApprovals, ApprovalList> LIST_APPROVALS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-approvals", ListApprovals.class, ApprovalList.class);
    public static final Order<OpenApproval> OPEN_APPROVAL = new Order<>(DOMAIN, 1, "open-approval", OpenApproval.class);
    public static final Order<WithdrawApproval> WITHDRAW_APPROVAL =
            new Order<>(DOMAIN, 1, "withdraw-approval", WithdrawApproval.class);

    /** A request was opened, answered by someone, or closed; carries it as it now stands. */
    public static final Event<ApprovalView> APPROVAL_CHANGED =
            new Event<>(DOMAIN, 1, "approval-changed", ApprovalView.class);

    public static final Request<ListParked, ParkedList> LIST_PARKED =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-parked", ListParked.class, ParkedList.class);
    public static final Request<RetryParked, ParkedRetried> RETRY_PARKED =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "retry-parked", RetryParked.class, ParkedRetried.class);

    private PolicyContracts() {}

    public static List<Contract<?>> all() {
        return List.of(
                PIN_POLICY,
                DECIDE_EFFECT,
                TEST_POLICY,
                EXPLAIN_DECISION,
                REPLAY_DECISIONS,
                FIND_SHADOW,
                SUGGEST_POLICY,
                PROPOSE_RULE,
                SET_POLICY,
                FIND_POLICY,
                ANSWER_APPROVAL,
                LIST_APPROVALS,
                OPEN_APPROVAL,
                WITHDRAW_APPROVAL,
                APPROVAL_CHANGED,
                LIST_PARKED,
                RETRY_PARKED);
    }
}
