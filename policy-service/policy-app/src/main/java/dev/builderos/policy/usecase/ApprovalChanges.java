package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.domain.ApprovalEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** What every change of an approval brings with it: an announcement and an audit entry, in the same transaction. */
@ApplicationScoped
class ApprovalChanges {
    private final Announcer announcer;
    private final AuditLog audit;

    ApprovalChanges(Announcer announcer, AuditLog audit) {
        this.announcer = announcer;
        this.audit = audit;
    }

    /**
     * Writes both; within the transaction of the change.
     *
     * @param who a person, or the service itself
     * @param why free text, empty where there is none
     */
    Uni<Void> tell(Approval approval, String who, String why) {
        return announcer
                .changed(approval)
                .flatMap(told ->
                        audit.append(approval.question().org(), "approval", ApprovalEntry.of(approval, who, why)))
                .invoke(() -> ApprovalMeters.changed(approval));
    }

    /** Tells how an approval stands that has not changed; within a transaction. */
    Uni<Void> tellAgain(Approval approval) {
        return announcer.changed(approval);
    }

    void send() {
        announcer.send();
    }
}
