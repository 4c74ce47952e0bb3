package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;
import java.util.List;

/** Entries of the audit log as they were hashed, oldest first; fewer than were asked for when there are no more. */
public record AuditPage(List<Link> links) {
    public AuditPage {
        links = List.copyOf(links);
    }

    /**
     * One entry.
     *
     * @param entry the text that was hashed
     */
    public record Link(long seq, String entry, Digest hash) {}
}
