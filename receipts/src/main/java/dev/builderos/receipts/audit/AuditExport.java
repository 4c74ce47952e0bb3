package dev.builderos.receipts.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.MalformedReceipt;
import dev.builderos.receipts.StrictJson;
import dev.builderos.receipts.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The log of an org with its checkpoints as lines of JSON: one header, then the checkpoints, then the entries, each in order.
 *
 * <pre>
 * {"at":"…","kind":"builderos/audit@v1","org":"…","publicKey":"…"}
 * {"payload":"…","payloadType":"…","signatures":[…]}
 * {"seq":1,"hash":"sha256:…","entry":{…}}
 * </pre>
 *
 * <p>An entry stands there byte for byte as it was hashed, so that reading a line takes no JSON parser.
 */
public final class AuditExport {
    public static final String KIND = "builderos/audit@v1";

    private static final String SEQ = "{\"seq\":";
    private static final String HASH = ",\"hash\":\"";
    private static final String ENTRY = "\",\"entry\":";
    private static final int DIGEST = 71;
    private static final int LONGEST_SEQ = 18;

    private AuditExport() {}

    /**
     * What the file says of itself; nothing of it is proven.
     *
     * @param at when it was made
     * @param publicKey the key the server signs with now
     */
    public record Header(OrgId org, Instant at, VerifyingKey publicKey) {
        public String line() {
            return CanonicalJson.text(
                    Map.of("kind", KIND, "org", org.value(), "at", at.toString(), "publicKey", publicKey.base64()));
        }
    }

    static Header header(String line) throws MalformedReceipt {
        try {
            JsonNode tree = StrictJson.canonical(line.getBytes(StandardCharsets.UTF_8));
            StrictJson.fields(tree, "the header", Set.of("kind", "org", "at", "publicKey"));
            if (!StrictJson.text(tree, "kind").equals(KIND)) {
                throw new MalformedReceipt("it is no " + KIND);
            }
            return new Header(
                    new OrgId(StrictJson.text(tree, "org")),
                    Instant.parse(StrictJson.text(tree, "at")),
                    VerifyingKey.ofX509(Base64.getDecoder().decode(StrictJson.text(tree, "publicKey"))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedReceipt("a value in it has the wrong form: " + e.getMessage(), e);
        }
    }

    /** Whether a line is one of an entry, well-formed or not. */
    static boolean isEntry(String line) {
        return line.startsWith(SEQ);
    }

    /** The line of an entry. */
    public static String line(AuditLink link) {
        return SEQ + link.seq() + HASH + link.hash() + ENTRY + link.entry() + "}";
    }

    static AuditLink entry(String line) throws MalformedReceipt {
        int comma = line.indexOf(',', SEQ.length());
        int hash = comma + HASH.length();
        int entry = hash + DIGEST + ENTRY.length();
        if (comma < 0
                || comma - SEQ.length() > LONGEST_SEQ
                || entry > line.length()
                || !line.startsWith(HASH, comma)
                || !line.startsWith(ENTRY, hash + DIGEST)
                || !line.endsWith("}")) {
            throw new MalformedReceipt("a line is no entry");
        }
        try {
            return new AuditLink(
                    Long.parseLong(line, SEQ.length(), comma, 10),
                    line.substring(entry, line.length() - 1),
                    new Digest(line.substring(hash, hash + DIGEST)));
        } catch (IllegalArgumentException e) {
            throw new MalformedReceipt("a line is no entry: " + e.getMessage(), e);
        }
    }
}
