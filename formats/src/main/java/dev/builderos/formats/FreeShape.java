package dev.builderos.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any value but nothing: String, Long, Double, Boolean, and immutable lists and maps of them. */
record FreeShape() implements Shape<Object> {

    @Override
    public @Nullable Object read(YamlNode node, Reading reading) {
        return switch (node) {
            case YamlNode.Scalar scalar -> scalar(scalar, reading);
            case YamlNode.Sequence sequence -> {
                List<Object> items = new ArrayList<>();
                for (YamlNode each : sequence.items()) {
                    Object item = read(each, reading);
                    if (item != null) {
                        items.add(item);
                    }
                }
                yield List.copyOf(items);
            }
            case YamlNode.Mapping mapping -> {
                Map<String, Object> table = new LinkedHashMap<>();
                for (YamlNode.Entry entry : mapping.entries()) {
                    Object value = read(entry.value(), reading);
                    if (value != null) {
                        table.put(entry.key().text(), value);
                    }
                }
                yield Ordered.copy(table);
            }
        };
    }

    private static @Nullable Object scalar(YamlNode.Scalar scalar, Reading reading) {
        return switch (PlainValue.of(scalar)) {
            case PlainValue.Words(String text) -> text;
            case PlainValue.Truth(boolean value) -> (Object) value;
            case PlainValue.Whole(long value) -> (Object) value;
            case PlainValue.Fraction(double value) -> (Object) value;
            case PlainValue.Nothing _ -> {
                reading.problem(scalar.at(), "needs a value");
                yield null;
            }
            case PlainValue.TooLarge _ -> {
                reading.problem(scalar.at(), "the number is too large", '"' + scalar.text() + '"');
                yield null;
            }
        };
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return definitions.reference("value", () -> {
            ObjectNode schema = SchemaDefinitions.object();
            schema.putArray("type")
                    .add("string")
                    .add("number")
                    .add("boolean")
                    .add("array")
                    .add("object");
            schema.set("items", schema(definitions));
            schema.set("additionalProperties", schema(definitions));
            return schema;
        });
    }

    /** The same value as JSON. */
    static JsonNode json(Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case String text -> json.textNode(text);
            case Boolean truth -> json.booleanNode(truth);
            case Long number -> json.numberNode(number);
            case Double number -> json.numberNode(number);
            case List<?> items -> {
                ArrayNode array = json.arrayNode();
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Map<?, ?> table -> {
                ObjectNode object = json.objectNode();
                table.forEach((key, each) -> object.set(String.valueOf(key), json(each)));
                yield object;
            }
            default -> throw new IllegalStateException("no value of a file: " + value.getClass());
        };
    }

    /** A mapping of such values. */
    static Shape<Map<String, Object>> table() {
        return TableShape.of(TextShape.formed("a key", "[^\\s]{1,100}"), new FreeShape());
    }
}
