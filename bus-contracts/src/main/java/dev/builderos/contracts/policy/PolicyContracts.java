package dev.builderos.contracts.policy;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Event;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Order;
import dev.builderos.contracts.Contract.Request;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.parked.ListParked;
import dev.builderos.contracts.parked.ParkedList;
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

    private PolicyContracts() {}

    public static List<Contract<?>> all() {
        return List.of(
                PIN_POLICY,
                DECIDE_EFFECT,
                TEST_POLICY,
                ANSWER_APPROVAL,
                LIST_APPROVALS,
                OPEN_APPROVAL,
                WITHDRAW_APPROVAL,
                APPROVAL_CHANGED,
                LIST_PARKED);
    }
}
