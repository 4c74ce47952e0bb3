package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** {@code true}, for a key that says something by being there. */
record TrueShape() implements Shape<Boolean> {

    @Override
    public @Nullable Boolean read(YamlNode node, Reading reading) {
        if (node instanceof YamlNode.Scalar scalar
                && PlainValue.of(scalar) instanceof PlainValue.Truth(boolean value)
                && value) {
            return true;
        }
        reading.problem(node.at(), "must be `true`, or the key left out");
        return null;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return SchemaDefinitions.object().put("const", true);
    }
}
