package dev.builderos.contracts.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * One fact of a run's journal.
 *
 * @param seq 1, 2, 3 … without gaps
 * @param at when the runner wrote it (for people; order is {@code seq})
 * @param type the fact's name, e.g. {@code StepStarted}
 * @param epoch the lease epoch of the runner that wrote it
 * @param body its fields
 * @param prev hash of the fact before, or {@link #GENESIS} for the first
 * @param hash {@code SHA-256(0x01 ‖ prev ‖ seq as 8 bytes big-endian ‖ canonical JSON of {at, body, epoch, type})}
 */
public record FactRecord(long seq, Instant at, String type, long epoch, JsonNode body, Digest prev, Digest hash) {
    /** What the first fact of a run follows: 32 zero bytes. */
    public static final Digest GENESIS = Digest.ofRaw(new byte[32]);

    public static FactRecord chained(long seq, Instant at, String type, long epoch, JsonNode body, Digest prev) {
        return new FactRecord(seq, at, type, epoch, body, prev, hash(seq, at, type, epoch, body, prev));
    }

    /** Whether the hash is the one its content asks for. */
    public boolean intact() {
        return hash.equals(hash(seq, at, type, epoch, body, prev));
    }

    private static Digest hash(long seq, Instant at, String type, long epoch, JsonNode body, Digest prev) {
        // Written out in the order of canonical JSON: this is done once for each fact of each run.
        String content = "{\"at\":\"" + at + "\",\"body\":" + CanonicalJson.text(body) + ",\"epoch\":" + epoch
                + ",\"type\":" + CanonicalJson.text(TextNode.valueOf(type)) + "}";
        MessageDigest sha256 = Digest.sha256();
        sha256.update((byte) 1);
        sha256.update(prev.raw());
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
        sha256.update(content.getBytes(StandardCharsets.UTF_8));
        return Digest.ofRaw(sha256.digest());
    }
}
