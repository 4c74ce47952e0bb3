package dev.builderos.formats;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a mapping that had no problems, by the field that read them. */
final class Fields {
    private final YamlNode.Mapping mapping;
    private final Map<Field<?>, Object> values;
    private final Reading reading;

    Fields(YamlNode.Mapping mapping, Map<Field<?>, Object> values, Reading reading) {
        this.mapping = mapping;
        this.values = values;
        this.reading = reading;
    }

    Position at() {
        return mapping.at();
    }

    SourceText source() {
        return reading.source();
    }

    @SuppressWarnings("unchecked") // Only a field's own shape produces the value stored under it.
    <T> @Nullable T get(Field<T> field) {
        return (T) values.get(field);
    }

    <T> T get(Field<T> field, T otherwise) {
        T value = get(field);
        return value == null ? otherwise : value;
    }

    /** The value of a required field. */
    <T> T need(Field<T> field) {
        T value = get(field);
        if (value == null) {
            throw new IllegalStateException("`" + field.name() + "` is not required, or was not read");
        }
        return value;
    }

    boolean has(Field<?> field) {
        return values.containsKey(field);
    }

    /** Reports a problem with the value of a field that is present. */
    void problem(Field<?> field, String message) {
        reading.problem(mapping.value(field.name()).map(YamlNode::at).orElse(mapping.at()), message);
    }
}
