package dev.builderos.policy.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.audit.SignedCheckpoint;
import java.util.List;
import java.util.Optional;

/**
 * Where checkpoints are kept, outside of the database: one list per org, append-only. Blocking. One process writes; what
 * {@link #append} returned from survives a crash, and of what it did not return from all, some or nothing is there.
 */
public interface CheckpointBook {
    /** Takes the book for this process until it ends; false while another has it. */
    boolean own();

    /**
     * The newest checkpoint; needs {@link #own}. A line that a crash left unfinished was never given to anybody, and is taken away.
     *
     * @throws Damaged when what stands last was not written by us
     */
    Optional<SignedCheckpoint> newest(OrgId org);

    /**
     * Adds some after {@link #newest}.
     *
     * @throws Damaged when the book is not as it was left
     */
    void append(OrgId org, List<SignedCheckpoint> checkpoints);

    /** Lines as they stand there, finished ones only; anybody may ask. */
    Page read(OrgId org, long after, int limit);

    /**
     * Some lines.
     *
     * @param total how many lines there are
     */
    record Page(List<String> lines, long total) {
        public Page {
            lines = List.copyOf(lines);
        }
    }

    /** Somebody else changed the book. The message says where, and what to do. */
    final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Damaged(String message) {
            super(message);
        }
    }
}
