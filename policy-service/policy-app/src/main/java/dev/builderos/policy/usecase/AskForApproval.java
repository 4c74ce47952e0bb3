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
                .within(() -> approvals.hold(question.org(), question.id()).flatMap(known -> {
                    if (known.isEmpty()) {
                        return open(question);
                    }
                    return Uni.createFrom().item(asked(known.get(), question));
                }))
                .invoke(changes::send);
    }

    private static Outcome asked(Approval known, Approval.Question question) {
        return known.question().effectDigest().equals(question.effectDigest())
                        && known.question().run().equals(question.run())
                ? new Asked()
                : new Refused(ContractError.of(
                        "approval.other", ErrorCategory.CONFLICT, "another effect is asked about under this id"));
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
