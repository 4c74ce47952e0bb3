package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A condition in CEL; what it says is for the policy and the engine to check. */
record ConditionShape() implements Shape<Condition> {
    private static final Shape<String> TEXT = TextShape.any();

    @Override
    public @Nullable Condition read(YamlNode node, Reading reading) {
        String text = TEXT.read(node, reading);
        return text != null && node instanceof YamlNode.Scalar scalar
                ? new Condition(text, startOf(text, scalar, reading))
                : null;
    }

    /** Where its first line stands, which is after the quote if there is one. */
    private static Position startOf(String text, YamlNode.Scalar scalar, Reading reading) {
        return reading.locator(scalar).next(text.lines().findFirst().orElse(text));
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return TEXT.schema(definitions);
    }
}
