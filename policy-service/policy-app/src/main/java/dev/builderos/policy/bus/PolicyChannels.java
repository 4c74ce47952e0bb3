package dev.builderos.policy.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Handling;
import dev.builderos.bus.ParkedMessages;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.contracts.policy.AnswerApproval;
import dev.builderos.contracts.policy.ApprovalList;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.policy.DecideEffect;
import dev.builderos.contracts.policy.ListApprovals;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.PolicyPinned;
import dev.builderos.contracts.policy.WithdrawApproval;
import dev.builderos.policy.domain.JudgedCall;
import dev.builderos.policy.usecase.AskForApproval;
import dev.builderos.policy.usecase.BrowseApprovals;
import dev.builderos.policy.usecase.CloseApproval;
import dev.builderos.policy.usecase.JudgeEffect;
import dev.builderos.policy.usecase.KeepPolicy;
import dev.builderos.policy.usecase.TakeAnswer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** One method per message the policy service hears. */
@ApplicationScoped
class PolicyChannels {
    private static final String REPLIES = "bus-replies";
    private static final int MANY = 32;
    private static final int FEW = 8;

    private final Handling handling;
    private final KeepPolicy keepPolicy;
    private final JudgeEffect judgeEffect;
    private final AskForApproval askForApproval;
    private final TakeAnswer takeAnswer;
    private final CloseApproval closeApproval;
    private final BrowseApprovals browseApprovals;
    private final ParkedMessages parked;

    PolicyChannels(
            Handling handling,
            KeepPolicy keepPolicy,
            JudgeEffect judgeEffect,
            AskForApproval askForApproval,
            TakeAnswer takeAnswer,
            CloseApproval closeApproval,
            BrowseApprovals browseApprovals,
            ParkedMessages parked) {
        this.handling = handling;
        this.keepPolicy = keepPolicy;
        this.judgeEffect = judgeEffect;
        this.askForApproval = askForApproval;
        this.takeAnswer = takeAnswer;
        this.closeApproval = closeApproval;
        this.browseApprovals = browseApprovals;
        this.parked = parked;
    }

    @Incoming("policy-list-parked")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listParked(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.LIST_PARKED, FEW, query -> parked.of("policy", query));
    }

    @Incoming("policy-retry-parked")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> retryParked(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.RETRY_PARKED, FEW, command -> parked.retry("policy", command));
    }

    @Incoming("policy-pin-policy")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> pinPolicy(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.PIN_POLICY, FEW, this::pin);
    }

    private Uni<PolicyPinned> pin(PinPolicy command) {
        return keepPolicy
                .apply(command.requester(), Translation.source(command.policy()))
                .map(outcome -> switch (outcome) {
                    case KeepPolicy.Pinned(var digest) -> new PolicyPinned(digest);
                    case KeepPolicy.Invalid(var problems) -> throw Translation.invalid(problems);
                });
    }

    @Incoming("policy-decide-effect")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> decideEffect(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.DECIDE_EFFECT, MANY, this::decide);
    }

    private Uni<Decision> decide(DecideEffect command) {
        return judgeEffect.apply(
                new JudgedCall(
                        command.requester(),
                        command.runId(),
                        command.stepId(),
                        command.callId(),
                        command.effect(),
                        command.project(),
                        Objects.requireNonNullElse(command.soFar(), RunSoFar.NOTHING)),
                command.policyDigest());
    }

    @Incoming("policy-answer-approval")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> answerApproval(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.ANSWER_APPROVAL, FEW, this::answer);
    }

    private Uni<ApprovalView> answer(AnswerApproval command) {
        return takeAnswer
                .apply(command.approvalId(), Translation.attempt(command))
                .map(outcome -> switch (outcome) {
                    case TakeAnswer.Taken(var approval) -> Translation.view(approval);
                    case TakeAnswer.Refused(var error) -> throw new ContractException(error);
                });
    }

    @Incoming("policy-list-approvals")
    @Outgoing(REPLIES)
    Multi<Message<Envelope>> listApprovals(Multi<Message<Envelope>> requests) {
        return handling.answer(requests, PolicyContracts.LIST_APPROVALS, FEW, this::list);
    }

    private Uni<ApprovalList> list(ListApprovals query) {
        return browseApprovals.apply(Translation.filter(query)).map(found -> {
            List<ApprovalView> views = found.stream().map(Translation::view).toList();
            return new ApprovalList(views);
        });
    }

    @Incoming("policy-open-approval")
    Uni<Void> openApproval(Message<Envelope> message) {
        return handling.handle(message, PolicyContracts.OPEN_APPROVAL, (order, envelope) -> open(order));
    }

    private Uni<Void> open(OpenApproval order) {
        return askForApproval
                .apply(Translation.question(order))
                .invoke(outcome -> {
                    switch (outcome) {
                        case AskForApproval.Asked() -> {}
                        case AskForApproval.Refused(var error) -> throw new ContractException(error);
                    }
                })
                .replaceWithVoid();
    }

    @Incoming("policy-withdraw-approval")
    Uni<Void> withdrawApproval(Message<Envelope> message) {
        return handling.handle(message, PolicyContracts.WITHDRAW_APPROVAL, (order, envelope) -> withdraw(order));
    }

    /** The order to open may come after the order to withdraw, so an unknown request is tried again. */
    private Uni<Void> withdraw(WithdrawApproval order) {
        return closeApproval
                .apply(order.org(), order.approvalId(), order.why())
                .invoke(outcome -> {
                    switch (outcome) {
                        case CLOSED -> {}
                        case UNKNOWN ->
                            throw new ContractException(
                                    "approval.unknown",
                                    ErrorCategory.UNAVAILABLE,
                                    "there is no such request for approval yet");
                    }
                })
                .replaceWithVoid();
    }
}
