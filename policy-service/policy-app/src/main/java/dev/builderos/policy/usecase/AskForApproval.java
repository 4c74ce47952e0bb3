package dev.builderos.policy.usecase;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens a request for approval, once per id. */
@ApplicationScoped
public class AskForApproval {
    private final Approvals approvals;
    private final ApprovalChanges changes;
    private final Transactions transactions;

    AskForApproval(Approvals approvals, ApprovalChanges changes, Transactions transactions) {
        this.approvals = approvals;
        this.changes = changes;
        this.transactions = transactions;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /** It is open, or was opened before. */
    public record Asked() implements Outcome {}

    /** Another question stands under this id. */
    public record Refused(ContractError error) implements Outcome {}

    public Uni<Outcome> apply(Approval.Question question) {
        return transactions
                .within(
                        question.org(),
                        () -> approvals.hold(question.org(), question.id()).flatMap(known -> {
                            if (known.isEmpty()) {
                                return open(question);
                            }
                            return askedAgain(known.get(), question);
                        }))
                .invoke(changes::send);
    }

    /** Who asks again has not heard of an answer there is: it may be lost, and is told once more. */
    private Uni<Outcome> askedAgain(Approval known, Approval.Question question) {
        boolean same = known.question().effectDigest().equals(question.effectDigest())
                && known.question().run().equals(question.run());
        if (!same) {
            return Uni.createFrom()
                    .item(new Refused(ContractError.of(
                            "approval.other", ErrorCategory.CONFLICT, "another effect is asked about under this id")));
        }
        Uni<Void> told = known.isPending() ? Uni.createFrom().voidItem() : changes.tellAgain(known);
        return told.replaceWith(new Asked());
    }

    private Uni<Outcome> open(Approval.Question question) {
        return transactions
                .now()
                .map(now -> Approval.opened(question, now))
                .flatMap(opened -> approvals
                        .add(opened)
                        .flatMap(added -> changes.tell(opened, question.requestedBy(), ""))
                        .replaceWith(new Asked()));
    }
}
