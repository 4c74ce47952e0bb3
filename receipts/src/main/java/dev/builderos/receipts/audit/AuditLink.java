package dev.builderos.receipts.audit;

import dev.builderos.contracts.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.OptionalLong;

/**
 * One entry of an org's audit log. Each carries {@code SHA-256(0x01 ‖ hash before ‖ seq ‖ entry)}, so that changing, dropping or moving
 * one breaks all that follow.
 *
 * @param seq 1, 2, 3 …
 * @param entry canonical JSON
 */
public record AuditLink(long seq, String entry, Digest hash) {
    /** What stands before the first entry. */
    public static final Digest START = Digest.ofRaw(new byte[32]);

    public static AuditLink after(long seq, Digest hash, String entry) {
        return new AuditLink(seq + 1, entry, hash(hash, seq + 1, entry));
    }

    private static Digest hash(Digest before, long seq, String entry) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update((byte) 1);
        sha256.update(before.raw());
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).flip());
        sha256.update(entry.getBytes(StandardCharsets.UTF_8));
        return Digest.ofRaw(sha256.digest());
    }

    /** Whether this entry is the one after another, unchanged. */
    public boolean follows(long before, Digest hashBefore) {
        return seq == before + 1 && hash.equals(hash(hashBefore, seq, entry));
    }

    /** The first place of a whole chain whose entry does not follow from those before it, if there is one. */
    public static OptionalLong firstBreak(List<AuditLink> chain) {
        return firstBreak(0, START, chain);
    }

    /** The same for entries that come after one. */
    public static OptionalLong firstBreak(long before, Digest hashBefore, List<AuditLink> chain) {
        long seq = before;
        Digest hash = hashBefore;
        for (AuditLink link : chain) {
            if (!link.follows(seq, hash)) {
                return OptionalLong.of(seq + 1);
            }
            seq = link.seq();
            hash = link.hash();
        }
        return OptionalLong.empty();
    }
}
