package dev.builderos.contracts.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the audit log, newest first.
 *
 * @param next what to ask for {@code before} to get the next page; null when there is none
 */
public record AuditList(List<AuditEntry> entries, @Nullable Long next) {
    public AuditList {
        entries = List.copyOf(entries);
    }
}
