package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code true} or {@code false}. */
record FlagShape() implements Shape<Boolean> {

    @Override
    public @Nullable Boolean read(YamlNode node, Reading reading) {
        if (node instanceof YamlNode.Scalar scalar) {
            if (PlainValue.of(scalar) instanceof PlainValue.Truth(boolean value)) {
                return value;
            }
            reading.problem(
                    scalar.at(),
                    "must be `true` or `false`, not " + Reading.shown(scalar.text()),
                    meant(scalar.text().toLowerCase(Locale.ROOT)));
        } else {
            reading.wrongType(node, "`true` or `false`");
        }
        return null;
    }

    private static @Nullable String meant(String word) {
        return switch (word) {
            case "yes", "y", "on", "true" -> "true";
            case "no", "n", "off", "false" -> "false";
            default -> null;
        };
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return SchemaDefinitions.object().put("type", "boolean");
    }
}
