package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A text, a number or a truth value: String, Long, Double, Boolean. */
record PlainShape() implements Shape<Object> {
    private static final FreeShape ANY = new FreeShape();

    @Override
    public @Nullable Object read(YamlNode node, Reading reading) {
        if (node instanceof YamlNode.Scalar) {
            return ANY.read(node, reading);
        }
        reading.wrongType(node, "a text, a number, `true` or `false`");
        return null;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object();
        schema.putArray("type").add("string").add("number").add("boolean");
        return schema;
    }
}
