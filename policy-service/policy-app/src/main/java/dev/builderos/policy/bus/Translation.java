package dev.builderos.policy.bus;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.AnswerApproval;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.policy.ExplainDecision;
import dev.builderos.contracts.policy.ListApprovals;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.StandingPolicy;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.domain.GivenAnswer;
import dev.builderos.policy.engine.PolicyContext;
import dev.builderos.policy.usecase.Approvals;
import dev.builderos.policy.usecase.BrowseApprovals;
import dev.builderos.policy.usecase.StandingPolicies;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Contract messages as the domain's values and back. */
final class Translation {
    private static final RunId NO_RUN = new RunId("00000000-0000-7000-8000-000000000000");

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

    /** What was read, unless there are problems. */
    static <T> T valid(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Ok<T>(T value) -> value;
            case Parsed.Invalid<T>(List<Problem> problems) -> throw invalid(problems);
        };
    }

    /** As nobody asks in a run, the run has an id that no other has. */
    static PolicyContext context(ExplainDecision query) {
        return new PolicyContext(query.project(), query.requester(), NO_RUN, query.stepId(), query.soFar());
    }

    static String place(@Nullable String shadowOf) {
        return Objects.requireNonNullElse(shadowOf, StandingPolicies.OF_ORG);
    }

    static StandingPolicy standing(Optional<StandingPolicies.Standing> found) {
        return found.map(standing -> new StandingPolicy(
                        new SourceFile(
                                standing.policy().path(), standing.policy().text()),
                        standing.digest(),
                        standing.setBy(),
                        standing.setAt()))
                .orElse(StandingPolicy.NONE);
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
                order.origin(),
                order.asked());
    }

    static Approval.Attempt attempt(AnswerApproval command) {
        if ((command.answer() == Answer.EDIT) != (command.edited() != null)) {
            throw new ContractException(
                    "approval.edit", ErrorCategory.INVALID, "an edit, and only an edit, says what to do instead");
        }
        return new Approval.Attempt(
                command.by(),
                command.effectDigest(),
                command.answer() == Answer.APPROVE,
                command.method(),
                command.reason(),
                command.edited());
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
                question.origin(),
                question.asked());
    }

    private static ApprovalView.Given given(GivenAnswer answer) {
        return new ApprovalView.Given(
                answer.by(),
                Answer.valueOf(answer.kind().name()),
                answer.method(),
                answer.reason(),
                answer.at(),
                answer.edited());
    }
}
