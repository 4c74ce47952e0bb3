package dev.builderos.formats;

import java.util.function.BiConsumer;

/**
 * A kind of file.
 *
 * @param shape what its document looks like
 * @param check what holds between its parts; it sees the tree, so that it can point at anything, even when another part of
 *     the file could not be read
 */
record FileShape<T>(Kind kind, Shape<T> shape, BiConsumer<YamlNode.Mapping, Reading> check) {

    static <T> FileShape<T> unchecked(Kind kind, Shape<T> shape) {
        return new FileShape<>(kind, shape, (root, reading) -> {});
    }
}
