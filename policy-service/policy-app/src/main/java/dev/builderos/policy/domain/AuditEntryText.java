package dev.builderos.policy.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * An entry of the audit log as the text that is hashed: canonical JSON, without the character NUL. PostgreSQL reads no JSON with it, so
 * whoever wrote one into a reason would hide that entry from every search.
 */
public final class AuditEntryText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AuditEntryText() {}

    public static String of(Instant at, String kind, Map<String, ?> what) {
        String text = CanonicalJson.text(searchable(ContractJson.tree(Map.of("at", at, "kind", kind, "what", what))));
        // A lone surrogate cannot be stored, and what is hashed is what is stored.
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static JsonNode searchable(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> JSON.textNode(node.textValue().replace('\u0000', '\ufffd'));
            case OBJECT -> {
                ObjectNode object = JSON.objectNode();
                node.properties()
                        .forEach(field ->
                                object.set(field.getKey().replace('\u0000', '\ufffd'), searchable(field.getValue())));
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = JSON.arrayNode();
                node.forEach(item -> array.add(searchable(item)));
                yield array;
            }
            case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO -> node;
        };
    }
}
