package dev.builderos.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/**
 * A DSSE envelope with one signature. The signature covers {@link #preAuthentication the type and the exact bytes} of the
 * payload, never a re-serialised form.
 *
 * @param payload the signed bytes in base64
 * @param keyId which key claims to have signed; a hint, never trusted
 * @param signature in base64
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE protocol</a>
 */
public record Envelope(String payloadType, String payload, String keyId, String signature) {
    /** The payload type of an in-toto statement. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    public Envelope {
        Base64Text.decode(payload);
        Base64Text.decode(signature);
    }

    /** Signs these bytes under this type. */
    public static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        return new Envelope(
                payloadType,
                Base64Text.encode(payload),
                key.verifyingKey().keyId(),
                Base64Text.encode(key.sign(preAuthentication(payloadType, payload))));
    }

    /**
     * Reads an envelope in its canonical form.
     *
     * @throws MalformedReceipt when the text is not exactly what {@link #text} would write
     */
    public static Envelope parse(String text) throws MalformedReceipt {
        return of(StrictJson.canonical(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Envelope of(JsonNode envelope) throws MalformedReceipt {
        StrictJson.fields(envelope, "the envelope", Set.of("payloadType", "payload", "signatures"));
        JsonNode signatures = envelope.path("signatures");
        if (!signatures.isArray() || signatures.size() != 1) {
            throw new MalformedReceipt("the envelope needs exactly one signature");
        }
        StrictJson.fields(signatures.path(0), "the signature", Set.of("keyid", "sig"));
        return new Envelope(
                StrictJson.text(envelope, "payloadType"),
                StrictJson.text(envelope, "payload"),
                StrictJson.text(signatures.path(0), "keyid"),
                StrictJson.text(signatures.path(0), "sig"));
    }

    /** The signed bytes. */
    public byte[] payloadBytes() {
        return Base64.getDecoder().decode(payload);
    }

    /** Whether this key signed the payload under its type. */
    public boolean signedBy(VerifyingKey key) {
        return key.verifies(preAuthentication(payloadType, payloadBytes()), Base64Text.decode(signature));
    }

    /** The envelope as JSON. */
    ObjectNode json() {
        ObjectNode json =
                RunFold.JSON.objectNode().put("payloadType", payloadType).put("payload", payload);
        json.putArray("signatures").addObject().put("keyid", keyId).put("sig", signature);
        return json;
    }

    /** The envelope in canonical form, as it is stored. */
    public String text() {
        return CanonicalJson.text(json());
    }

    /** SHA-256 over {@link #text}; what {@code ReceiptIssued} names. */
    public Digest digest() {
        return Digest.of(text());
    }

    /** DSSE's pre-authentication encoding: {@code DSSEv1 <length> <type> <length> <body>}. */
    static byte[] preAuthentication(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + type.length + 32);
        bytes.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(type);
        bytes.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }
}
