package dev.builderos.receipts.audit;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import java.time.Instant;

/**
 * What the server says of an org's audit log at one moment: this many entries, and the hash of the last of them, which stands for all.
 *
 * @param number 1, 2, 3 … per org
 * @param seq the last entry it covers
 * @param head the hash of that entry
 * @param previous the digest of the checkpoint before, {@link #NONE} for the first: so that none can be left out
 */
public record Checkpoint(OrgId org, long number, long seq, Digest head, Instant at, Digest previous) {
    /** What the first checkpoint names. */
    public static final Digest NONE = Digest.ofRaw(new byte[32]);

    public Checkpoint {
        if (number < 1 || seq < 1) {
            throw new IllegalArgumentException("a checkpoint has a number and covers at least one entry");
        }
    }
}
