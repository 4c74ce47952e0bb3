package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.Approval;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

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
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("approval", approval.question().id());
        entry.put("run", approval.question().run());
        entry.put("step", approval.question().step());
        entry.put("effect", approval.question().effectDigest());
        entry.put("state", approval.state());
        entry.put("answers", approval.answers().size());
        entry.put("by", who);
        entry.put("why", why);
        return announcer
                .changed(approval)
                .flatMap(told -> audit.append(approval.question().org(), "approval", entry));
    }

    void send() {
        announcer.send();
    }
}
