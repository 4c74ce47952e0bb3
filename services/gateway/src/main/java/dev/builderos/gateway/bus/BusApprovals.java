package dev.builderos.gateway.bus;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.ListApprovals;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.ProposeRule;
import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalList;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.ProposedRule;
import dev.builderos.gateway.usecase.Approvals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusApprovals implements Approvals {
    private final Ask ask;

    BusApprovals(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<ApprovalList> list(Requester requester, @Nullable ApprovalState state, @Nullable String run, int limit) {
        var query = new ListApprovals(
                requester,
                state == null ? null : Translation.to(dev.builderos.contracts.policy.ApprovalState.class, state),
                run == null ? null : Ids.parse(RunId::new, run),
                null,
                limit);
        return ask.of(PolicyContracts.LIST_APPROVALS, requester, query)
                .map(answer -> Translation.to(ApprovalList.class, answer));
    }

    @Override
    public Uni<ApprovalView> find(Requester requester, String approval) {
        var query = new ListApprovals(requester, null, null, Ids.parse(ApprovalId::new, approval), 1);
        return ask.of(PolicyContracts.LIST_APPROVALS, requester, approval, query)
                .map(found -> found.approvals().stream()
                        .findFirst()
                        .map(view -> Translation.to(ApprovalView.class, view))
                        .orElseThrow(() -> new ContractException(
                                "approval.unknown",
                                ErrorCategory.NOT_FOUND,
                                "there is no request for approval " + approval)));
    }

    @Override
    public Uni<ProposedRule> propose(Requester requester, String approval) {
        var query = new ProposeRule(requester, Ids.parse(ApprovalId::new, approval));
        return ask.of(PolicyContracts.PROPOSE_RULE, requester, approval, query)
                .map(answer -> Translation.to(ProposedRule.class, answer));
    }

    @Override
    public Uni<ApprovalView> answer(Requester requester, String approval, AnswerApproval answer) {
        var command = new dev.builderos.contracts.policy.AnswerApproval(
                requester,
                Ids.parse(ApprovalId::new, approval),
                Ids.parse(Digest::new, answer.effectDigest()),
                Translation.to(Answer.class, answer.answer()),
                answer.method(),
                answer.reason(),
                answer.edited());
        return ask.of(PolicyContracts.ANSWER_APPROVAL, requester, approval, command)
                .map(view -> Translation.to(ApprovalView.class, view));
    }
}
