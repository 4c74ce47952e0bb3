package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list whose items have one shape. */
record ListShape<T>(Shape<T> item, int min) implements Shape<List<T>> {

    static <T> ListShape<T> of(Shape<T> item) {
        return new ListShape<>(item, 0);
    }

    static <T> ListShape<T> notEmpty(Shape<T> item) {
        return new ListShape<>(item, 1);
    }

    @Override
    public @Nullable List<T> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            reading.problem(
                    node.at(),
                    "must be a list",
                    node instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()
                            ? "[" + scalar.text().lines().findFirst().orElse("") + "]"
                            : null);
            return null;
        }
        if (sequence.items().size() < min) {
            reading.problem(node.at(), "must not be empty");
            return null;
        }
        List<T> items = new ArrayList<>();
        for (YamlNode each : sequence.items()) {
            T value = item.read(each, reading);
            if (value != null) {
                items.add(value);
            }
        }
        return List.copyOf(items);
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object().put("type", "array");
        if (min > 0) {
            schema.put("minItems", min);
        }
        schema.set("items", item.schema(definitions));
        return schema;
    }
}
