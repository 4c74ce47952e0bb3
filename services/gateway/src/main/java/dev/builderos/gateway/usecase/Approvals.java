package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalList;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.ProposedRule;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What can be asked about requests for approval. */
public interface Approvals {
    Uni<ApprovalList> list(Requester requester, @Nullable ApprovalState state, @Nullable String run, int limit);

    Uni<ApprovalView> find(Requester requester, String approval);

    /** Which change of the policy would spare the next question like this one. */
    Uni<ProposedRule> propose(Requester requester, String approval);

    Uni<ApprovalView> answer(Requester requester, String approval, AnswerApproval answer);
}
