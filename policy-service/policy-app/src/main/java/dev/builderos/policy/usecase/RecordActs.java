package dev.builderos.policy.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.policy.RecordAct;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes into the audit log what other services tell, each once. */
@ApplicationScoped
public class RecordActs {
    private static final String CONSUMER = "record-act";

    /** What is decided or approved is written by whoever decides it, and by nobody's message. */
    private static final Set<String> KINDS = Set.of("team", "webhook", "remote");

    private final Inbox inbox;
    private final AuditLog audit;
    private final Transactions transactions;

    RecordActs(Inbox inbox, AuditLog audit, Transactions transactions) {
        this.inbox = inbox;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Refused for a kind of act that nobody else has to tell of. */
    public Uni<Void> apply(RecordAct order, UUID message) {
        if (!KINDS.contains(order.kind())) {
            throw new ContractException(
                    "audit.kind",
                    ErrorCategory.DENIED,
                    "an entry of the kind `" + order.kind() + "` is not for others to write");
        }
        return transactions.within(
                order.org(),
                () -> inbox.take(CONSUMER, message)
                        .flatMap(first -> first
                                ? audit.append(order.org(), order.kind(), entry(order))
                                : Uni.createFrom().voidItem()));
    }

    /** What the sender says of it never stands in for who did what, and when. */
    private static Map<String, Object> entry(RecordAct order) {
        Map<String, Object> entry = new HashMap<>(order.what());
        entry.put("by", order.by());
        entry.put("act", order.act());
        entry.put("title", order.title());
        entry.put("done", order.at().toString());
        return entry;
    }
}
