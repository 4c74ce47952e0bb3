package dev.builderos.policy.usecase;

import dev.builderos.policy.domain.AuditRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Who did what, and when, newest first. */
@ApplicationScoped
public class BrowseAudit {
    public static final int MOST = 200;

    private final AuditHistory history;

    BrowseAudit(AuditHistory history) {
        this.history = history;
    }

    public Uni<List<AuditRecord>> apply(AuditHistory.Filter filter) {
        return history.find(filter)
                .map(found -> found.stream().map(AuditRecord::of).toList());
    }
}
