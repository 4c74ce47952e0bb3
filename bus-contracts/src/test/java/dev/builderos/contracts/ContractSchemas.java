package dev.builderos.contracts;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of the records the contracts carry. Open to fields that are added later, as the reader is. */
final class ContractSchemas {
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private ContractSchemas() {}

    static ObjectNode of(String name, Class<?> type) {
        ContractSchemas schemas = new ContractSchemas();
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", name);
        schema.setAll(schemas.schema(type));
        ObjectNode definitions = schema.putObject("$defs");
        schemas.definitions.forEach(definitions::set);
        return schema;
    }

    private ObjectNode schema(Type type) {
        return switch (type) {
            case ParameterizedType generic -> container(generic);
            case Class<?> plain -> plain(plain);
            default -> throw new IllegalArgumentException("no contract carries " + type);
        };
    }

    private ObjectNode container(ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (generic.getRawType() == List.class) {
            ObjectNode list = typed("array");
            list.set("items", schema(arguments[0]));
            return list;
        }
        if (generic.getRawType() == Map.class) {
            ObjectNode map = typed("object");
            map.set("additionalProperties", schema(arguments[1]));
            return map;
        }
        throw new IllegalArgumentException("no contract carries " + generic);
    }

    private ObjectNode plain(Class<?> type) {
        if (type == Object.class || type == JsonNode.class) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (type == String.class) {
            return typed("string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return typed("boolean");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return typed("integer");
        }
        if (type == double.class || type == Double.class) {
            return typed("number");
        }
        if (type == byte[].class) {
            return typed("string").put("contentEncoding", "base64");
        }
        if (type == Instant.class) {
            return typed("string").put("format", "date-time");
        }
        if (type == Duration.class) {
            return typed("string").put("format", "duration");
        }
        if (type == UUID.class) {
            return typed("string").put("format", "uuid");
        }
        if (!type.isRecord() && !type.isEnum()) {
            throw new IllegalArgumentException("no contract carries " + type);
        }
        String name = name(type);
        if (!definitions.containsKey(name)) {
            definitions.put(name, JsonNodeFactory.instance.objectNode());
            definitions.put(name, type.isEnum() ? constants(type) : record(type));
        }
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + name);
    }

    private static String name(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
    }

    private static ObjectNode constants(Class<?> type) {
        ObjectNode schema = typed("string");
        ArrayNode values = schema.putArray("enum");
        Arrays.stream(type.getEnumConstants()).forEach(constant -> values.add(String.valueOf(constant)));
        return schema;
    }

    private ObjectNode record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length == 1 && components[0].getAccessor().isAnnotationPresent(JsonValue.class)) {
            return typed("string").put("pattern", "^(?:" + form(type) + ")$");
        }
        ObjectNode schema = typed("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (RecordComponent component : components) {
            properties.set(component.getName(), schema(component.getGenericType()));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static Pattern form(Class<?> id) {
        try {
            var form = id.getDeclaredField("FORM");
            form.setAccessible(true);
            return (Pattern) form.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(id + " says nowhere how it is written", e);
        }
    }

    private static ObjectNode typed(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
