package dev.builderos.formats;

/**
 * One key of a mapping.
 *
 * @param description one line, shown by editors
 */
record Field<T>(String name, Shape<T> shape, boolean isRequired, String description) {

    static <T> Field<T> required(String name, Shape<T> shape, String description) {
        return new Field<>(name, shape, true, description);
    }

    static <T> Field<T> optional(String name, Shape<T> shape, String description) {
        return new Field<>(name, shape, false, description);
    }
}
