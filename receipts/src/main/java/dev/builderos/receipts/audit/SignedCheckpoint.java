package dev.builderos.receipts.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.Envelope;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.StrictJson;
import dev.builderos.receipts.VerifyingKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;

/**
 * A checkpoint in its DSSE envelope. What is read from a text is a claim until {@link #signedBy} says whose it is.
 *
 * @param digest SHA-256 of the envelope in canonical form, which is the text of one line
 */
public record SignedCheckpoint(Checkpoint checkpoint, Envelope envelope, Digest digest) {
    /** Keeps the signature apart from those of receipts, which the same key makes. */
    static final String PAYLOAD_TYPE = "application/vnd.builderos.audit-checkpoint.v1+json";

    public static SignedCheckpoint sign(Checkpoint checkpoint, SigningKey key) {
        return of(checkpoint, Envelope.sign(PAYLOAD_TYPE, CanonicalJson.bytes(checkpoint), key));
    }

    private static SignedCheckpoint of(Checkpoint checkpoint, Envelope envelope) {
        return new SignedCheckpoint(checkpoint, envelope, envelope.digest());
    }

    /**
     * Reads one from its {@link #text}.
     *
     * @throws MalformedReceipt when the text is not exactly what a checkpoint looks like
     */
    public static SignedCheckpoint parse(String text) throws MalformedReceipt {
        try {
            Envelope envelope = Envelope.parse(text);
            if (!envelope.payloadType().equals(PAYLOAD_TYPE)) {
                throw new MalformedReceipt("what was signed does not call itself a checkpoint");
            }
            JsonNode payload = StrictJson.canonical(envelope.payloadBytes());
            StrictJson.fields(payload, "the checkpoint", Set.of("org", "number", "seq", "head", "at", "previous"));
            return of(
                    new Checkpoint(
                            new OrgId(StrictJson.text(payload, "org")),
                            StrictJson.number(payload, "number"),
                            StrictJson.number(payload, "seq"),
                            new Digest(StrictJson.text(payload, "head")),
                            Instant.parse(StrictJson.text(payload, "at")),
                            new Digest(StrictJson.text(payload, "previous"))),
                    envelope);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedReceipt("a value in it has the wrong form: " + e.getMessage(), e);
        }
    }

    public boolean signedBy(VerifyingKey key) {
        return envelope.signedBy(key);
    }

    /** Whose key claims to have signed; a hint. */
    public String keyId() {
        return envelope.keyId();
    }

    /** One line, without its end. */
    public String text() {
        return envelope.text();
    }
}
