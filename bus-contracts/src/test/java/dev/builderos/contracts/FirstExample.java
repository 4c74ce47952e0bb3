package dev.builderos.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import java.util.Map;

/** A first example of a schema: every field is there, with a value that fits its name. People then make it better. */
final class FirstExample {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DIGEST = Digest.of("example").value();
    private static final String UUID7 = "0190a000-0000-7000-8000-000000000001";
    private static final Effect EFFECT =
            new Effect("shell.exec", "builder", "dev", Map.of("command", "java --version"));
    private static final Map<String, String> IDS = Map.of(
            "Digest",
            DIGEST,
            "RunId",
            UUID7,
            "ApprovalId",
            UUID7,
            "OrgId",
            "local",
            "ProjectId",
            "hello-service",
            "StepId",
            "build");
    private static final Map<String, String> TEXTS = Map.of(
            "tool", "shell.exec",
            "type", "RunTakenOver",
            "path", "src/Main.java",
            "id", "local:owner",
            "by", "local:owner",
            "agent", "builder");

    private final ObjectNode schema;

    private FirstExample(ObjectNode schema) {
        this.schema = schema;
    }

    static JsonNode of(ObjectNode schema) {
        return new FirstExample(schema).value("", schema);
    }

    private JsonNode value(String name, JsonNode type) {
        switch (name) {
            case "effect" -> {
                return ContractJson.tree(EFFECT);
            }
            case "effectDigest" -> {
                return JSON.textNode(EFFECT.digest().value());
            }
            case "verdict" -> {
                return JSON.textNode(Verdict.ASK.name());
            }
            default -> {}
        }
        if (type.has("$ref")) {
            String definition = type.get("$ref").asText().substring("#/$defs/".length());
            return IDS.containsKey(definition)
                    ? JSON.textNode(IDS.get(definition))
                    : value(name, schema.get("$defs").get(definition));
        }
        if (type.has("enum")) {
            return type.get("enum").get(0);
        }
        if (type.isEmpty()) {
            return name.equals("body") ? JSON.objectNode().put("runner", "local") : JSON.textNode("text");
        }
        return switch (type.path("type").asText()) {
            case "object" -> object(type);
            case "array" -> JSON.arrayNode().add(value(name, type.get("items")));
            case "integer" -> JSON.numberNode(1);
            case "number" -> JSON.numberNode(0.5);
            case "boolean" -> JSON.booleanNode(true);
            default -> JSON.textNode(text(name, type));
        };
    }

    private JsonNode object(JsonNode type) {
        ObjectNode object = JSON.objectNode();
        type.path("properties")
                .properties()
                .forEach(property -> object.set(property.getKey(), value(property.getKey(), property.getValue())));
        if (type.has("additionalProperties")) {
            object.set("name", value("name", type.get("additionalProperties")));
        }
        return object;
    }

    private static String text(String name, JsonNode type) {
        return switch (type.path("format").asText(type.path("contentEncoding").asText())) {
            case "date-time" -> "2026-11-22T10:00:00Z";
            case "duration" -> "PT24H";
            case "uuid" -> UUID7;
            case "base64" -> "aGVsbG8=";
            default -> TEXTS.getOrDefault(name, name.isEmpty() ? "text" : name);
        };
    }
}
