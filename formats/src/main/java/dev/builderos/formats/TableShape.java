package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping whose keys the user chooses. */
record TableShape<K, V>(Shape<K> key, Shape<V> value, int min) implements Shape<Map<K, V>> {

    static <K, V> TableShape<K, V> of(Shape<K> key, Shape<V> value) {
        return new TableShape<>(key, value, 0);
    }

    static <K, V> TableShape<K, V> notEmpty(Shape<K> key, Shape<V> value) {
        return new TableShape<>(key, value, 1);
    }

    @Override
    public @Nullable Map<K, V> read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            reading.wrongType(node, "a mapping");
            return null;
        }
        if (mapping.entries().size() < min) {
            reading.problem(node.at(), "must not be empty");
            return null;
        }
        Map<K, V> table = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            // A key is a text even where a value of the same letters would be a number.
            YamlNode.Scalar written = entry.key();
            K name = key.read(
                    new YamlNode.Scalar(written.text(), false, written.at(), written.from(), written.to()), reading);
            V content = value.read(entry.value(), reading);
            if (name != null && content != null) {
                table.put(name, content);
            }
        }
        return Ordered.copy(table);
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object().put("type", "object");
        if (min > 0) {
            schema.put("minProperties", min);
        }
        schema.set("propertyNames", key.schema(definitions));
        schema.set("additionalProperties", value.schema(definitions));
        return schema;
    }
}
