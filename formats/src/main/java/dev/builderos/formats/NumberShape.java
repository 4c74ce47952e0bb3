package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A number within bounds, both of which belong to it. */
final class NumberShape {
    private NumberShape() {}

    static Shape<Integer> whole(int min, int max) {
        return new Shape<>() {
            @Override
            public @Nullable Integer read(YamlNode node, Reading reading) {
                if (node instanceof YamlNode.Scalar scalar
                        && PlainValue.of(scalar) instanceof PlainValue.Whole(long value)
                        && value >= min
                        && value <= max) {
                    return Math.toIntExact(value);
                }
                refuse(node, reading, "a whole number from " + min + " to " + max);
                return null;
            }

            @Override
            public ObjectNode schema(SchemaDefinitions definitions) {
                return SchemaDefinitions.object()
                        .put("type", "integer")
                        .put("minimum", min)
                        .put("maximum", max);
            }
        };
    }

    /** How often something may happen; at least once, or it would not be granted. */
    static Shape<Long> count() {
        Shape<Integer> number = whole(1, 1_000_000_000);
        return new Shape<>() {
            @Override
            public @Nullable Long read(YamlNode node, Reading reading) {
                Integer value = number.read(node, reading);
                return value == null ? null : Long.valueOf(value);
            }

            @Override
            public ObjectNode schema(SchemaDefinitions definitions) {
                return number.schema(definitions);
            }
        };
    }

    static Shape<Double> fraction(double min, double max) {
        return new Shape<>() {
            @Override
            public @Nullable Double read(YamlNode node, Reading reading) {
                Double value = node instanceof YamlNode.Scalar scalar ? numberIn(scalar) : null;
                if (value == null || value < min || value > max) {
                    refuse(node, reading, "a number from " + min + " to " + max);
                    return null;
                }
                return value;
            }

            @Override
            public ObjectNode schema(SchemaDefinitions definitions) {
                return SchemaDefinitions.object()
                        .put("type", "number")
                        .put("minimum", min)
                        .put("maximum", max);
            }
        };
    }

    private static void refuse(YamlNode node, Reading reading, String expected) {
        if (node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
            reading.problem(node.at(), "must be " + expected + ", not " + Reading.shown(scalar.text()));
        } else {
            reading.wrongType(node, expected);
        }
    }

    private static @Nullable Double numberIn(YamlNode.Scalar scalar) {
        return switch (PlainValue.of(scalar)) {
            case PlainValue.Whole(long value) -> (double) value;
            case PlainValue.Fraction(double value) -> value;
            case PlainValue.Nothing _, PlainValue.Truth _, PlainValue.TooLarge _, PlainValue.Words _ -> null;
        };
    }
}
