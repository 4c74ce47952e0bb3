package dev.builderos.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The one canonical form of a value: JSON by RFC 8785 (JCS). Digests of effects, facts, plans and receipts are SHA-256
 * over these bytes.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    public static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical form of a value, not yet encoded. */
    public static String text(Object value) {
        return CanonicalWriter.text(value instanceof JsonNode tree ? tree : ContractJson.tree(value));
    }

    /** The canonical form of a JSON text (UTF-8). */
    public static byte[] canonicalise(byte[] json) {
        try {
            return new JsonCanonicalizer(new String(json, StandardCharsets.UTF_8)).getEncodedUTF8();
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    public static Digest digest(Object value) {
        return Digest.of(bytes(value));
    }
}
