package dev.builderos.policy.usecase;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.policy.domain.AnswerOutcome;
import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/** Takes a person's answer. Answers to one request come one after the other; the first that closes it wins. */
@ApplicationScoped
public class TakeAnswer {
    private static final String SERVICE = "policy";

    private final Approvals approvals;
    private final ApprovalChanges changes;
    private final Transactions transactions;

    TakeAnswer(Approvals approvals, ApprovalChanges changes, Transactions transactions) {
        this.approvals = approvals;
        this.changes = changes;
        this.transactions = transactions;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    public record Taken(Approval approval) implements Outcome {}

    public record Refused(ContractError error) implements Outcome {}

    public Uni<Outcome> apply(ApprovalId id, Approval.Attempt attempt) {
        return transactions
                .within(
                        attempt.by().org(),
                        () -> approvals
                                .hold(attempt.by().org(), id)
                                .flatMap(found -> found.isEmpty()
                                        ? Uni.createFrom().item(unknown())
                                        : transactions
                                                .now()
                                                .flatMap(now ->
                                                        settle(found.get().answer(attempt, now), attempt))))
                .invoke(changes::send);
    }

    private static Outcome unknown() {
        return new Refused(
                ContractError.of("approval.unknown", ErrorCategory.NOT_FOUND, "there is no such request for approval"));
    }

    private Uni<Outcome> settle(AnswerOutcome outcome, Approval.Attempt attempt) {
        return switch (outcome) {
            case AnswerOutcome.Refused(ContractError error) -> Uni.createFrom().item(new Refused(error));
            case AnswerOutcome.Taken(Approval next) ->
                store(next, attempt.by().id(), Objects.requireNonNullElse(attempt.reason(), ""))
                        .replaceWith(new Taken(next));
            case AnswerOutcome.Lapsed(Approval expired, ContractError error) ->
                store(expired, SERVICE, "").replaceWith(new Refused(error));
        };
    }

    private Uni<Void> store(Approval next, String who, String why) {
        return approvals.update(next).flatMap(stored -> changes.tell(next, who, why));
    }
}
