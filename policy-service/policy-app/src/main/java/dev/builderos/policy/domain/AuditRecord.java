package dev.builderos.policy.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.JsonTree;
import dev.builderos.receipts.audit.AuditLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit log with its text taken apart.
 *
 * @param at null in one that was damaged
 */
public record AuditRecord(AuditLink link, @Nullable Instant at, String kind, Map<String, Object> what) {
    private static final String UNREADABLE = "unreadable";

    /** Reads an entry; one that cannot be read is told as such, beside those that can. */
    public static AuditRecord of(AuditLink link) {
        try {
            JsonNode entry = JsonTree.read(link.entry().getBytes(StandardCharsets.UTF_8));
            if (entry.path("kind").isTextual() && entry.path("what").isObject()) {
                return new AuditRecord(
                        link,
                        Instant.parse(entry.path("at").asText()),
                        entry.path("kind").asText(),
                        fields(entry.path("what")));
            }
        } catch (IOException | DateTimeException | IllegalArgumentException damaged) {
            return new AuditRecord(link, null, UNREADABLE, Map.of());
        }
        return new AuditRecord(link, null, UNREADABLE, Map.of());
    }

    @SuppressWarnings("unchecked") // an object has texts for names
    private static Map<String, Object> fields(JsonNode what) {
        return ContractJson.mapper().convertValue(what, Map.class);
    }
}
