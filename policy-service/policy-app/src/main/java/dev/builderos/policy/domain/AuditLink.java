package dev.builderos.policy.domain;

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

    /** The first entry that does not follow from those before it, if there is one. */
    public static OptionalLong firstBreak(List<AuditLink> chain) {
        long seq = 0;
        Digest hash = START;
        for (AuditLink link : chain) {
            if (!link.equals(after(seq, hash, link.entry()))) {
                return OptionalLong.of(seq + 1);
            }
            seq = link.seq();
            hash = link.hash();
        }
        return OptionalLong.empty();
    }
}
