package dev.builderos.runner.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event that a provider told of. Nobody vouches for what it says.
 *
 * @param provider as pipelines name it, such as {@code github}
 * @param name such as {@code issues.labeled}
 * @param payload an object
 */
public record Event(String provider, String name, JsonNode payload) {
    public Event {
        if (!payload.isObject()) {
            throw new IllegalArgumentException("an event is an object");
        }
    }

    /** What it says at a path below it; missing where it says nothing. */
    JsonNode at(List<String> path) {
        JsonNode node = payload;
        for (String segment : path) {
            node = node.isArray() && segment.matches("[0-9]{1,6}")
                    ? node.path(Integer.parseInt(segment))
                    : node.path(segment);
        }
        return node;
    }

    /** Whether it is about a change whose author may write to a repository of their own only. */
    public boolean fromFork() {
        JsonNode change = payload.path("pull_request");
        if (change.isObject()) {
            JsonNode from = change.path("head").path("repo").path("full_name");
            return !from.isTextual()
                    || !from.equals(change.path("base").path("repo").path("full_name"));
        }
        JsonNode attributes = payload.path("object_attributes");
        return attributes.has("source_project_id")
                && !attributes.path("source_project_id").equals(attributes.path("target_project_id"));
    }

    /** As conditions see it. */
    Object forConditions() {
        return value(payload);
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> values = new LinkedHashMap<>();
                node.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
                yield values;
            }
            case ARRAY -> {
                List<Object> values = new ArrayList<>();
                node.forEach(item -> values.add(value(item)));
                yield values;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : node.doubleValue();
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }
}
