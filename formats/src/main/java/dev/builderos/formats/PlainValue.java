package dev.builderos.formats;

import java.util.regex.Pattern;

/**
 * What a scalar means by the core schema of YAML 1.2, in which {@code on} and {@code yes} are texts. Numbers are decimal.
 */
sealed interface PlainValue {

    record Nothing() implements PlainValue {}

    record Truth(boolean value) implements PlainValue {}

    record Whole(long value) implements PlainValue {}

    record Fraction(double value) implements PlainValue {}

    /** A number that fits neither a long nor a double. */
    record TooLarge() implements PlainValue {}

    record Words(String value) implements PlainValue {}

    Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    Pattern FRACTION = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

    static PlainValue of(YamlNode.Scalar scalar) {
        return scalar.plain() ? ofPlain(scalar.text()) : new Words(scalar.text());
    }

    private static PlainValue ofPlain(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> new Nothing();
            case "true", "True", "TRUE" -> new Truth(true);
            case "false", "False", "FALSE" -> new Truth(false);
            default -> number(text);
        };
    }

    private static PlainValue number(String text) {
        if (WHOLE.matcher(text).matches()) {
            try {
                return new Whole(Long.parseLong(text));
            } catch (NumberFormatException e) {
                return new TooLarge();
            }
        }
        if (FRACTION.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            return Double.isInfinite(value) ? new TooLarge() : new Fraction(value);
        }
        return new Words(text);
    }
}
