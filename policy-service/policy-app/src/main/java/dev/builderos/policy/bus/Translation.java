package dev.builderos.policy.bus;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.AnswerApproval;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.policy.ListApprovals;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.domain.GivenAnswer;
import dev.builderos.policy.usecase.Approvals;
import dev.builderos.policy.usecase.BrowseApprovals;
import java.util.List;

/** Contract messages as the domain's values and back. */
final class Translation {
    private Translation() {}

    static SourceText source(SourceFile file) {
        return new SourceText(file.path(), file.text());
    }

    static ContractException invalid(List<Problem> problems) {
        return new ContractException(new ContractError(
                "policy.invalid",
                ErrorCategory.INVALID,
                "the policy is not valid",
                problems.stream().map(Problem::render).toList()));
    }

    static Approval.Question question(OpenApproval order) {
        return new Approval.Question(
                order.approvalId(),
                order.requester().org(),
                order.project(),
                order.runId(),
                order.stepId(),
                order.effect(),
                order.effectDigest(),
                order.policyDigest(),
                order.requirement(),
                order.card(),
                order.requester().id(),
                order.origin());
    }

    static Approval.Attempt attempt(AnswerApproval command) {
        boolean approves = switch (command.answer()) {
            case APPROVE -> true;
            case DENY -> false;
        };
        return new Approval.Attempt(command.by(), command.effectDigest(), approves, command.method(), command.reason());
    }

    static Approvals.Filter filter(ListApprovals query) {
        if (query.limit() < 1 || query.limit() > BrowseApprovals.MOST) {
            throw new ContractException(
                    "approval.limit", ErrorCategory.INVALID, "a limit is 1 to " + BrowseApprovals.MOST);
        }
        return new Approvals.Filter(
                query.requester().org(),
                query.state() == null
                        ? null
                        : Approval.State.valueOf(query.state().name()),
                query.runId(),
                query.approvalId(),
                query.limit());
    }

    static ApprovalView view(Approval approval) {
        Approval.Question question = approval.question();
        return new ApprovalView(
                question.id(),
                question.org(),
                question.project(),
                question.run(),
                question.step(),
                ApprovalState.valueOf(approval.state().name()),
                question.effect(),
                question.effectDigest(),
                question.policyDigest(),
                question.requirement(),
                question.card(),
                question.requestedBy(),
                approval.requestedAt(),
                approval.expiresAt(),
                approval.answers().stream().map(Translation::given).toList(),
                question.origin());
    }

    private static ApprovalView.Given given(GivenAnswer answer) {
        return new ApprovalView.Given(
                answer.by(),
                answer.approves() ? Answer.APPROVE : Answer.DENY,
                answer.method(),
                answer.reason(),
                answer.at());
    }
}
