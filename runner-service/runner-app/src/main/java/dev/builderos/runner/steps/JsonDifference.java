package dev.builderos.runner.steps;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first place where two JSON values differ.
 *
 * @param path such as {@code messages[3].text}
 * @param was null when it is only in the second
 * @param is null when it is only in the first
 */
record JsonDifference(
        String path, @Nullable String was, @Nullable String is) {
    static Optional<JsonDifference> first(JsonNode was, JsonNode is) {
        return first("", was, is);
    }

    private static Optional<JsonDifference> first(String path, @Nullable JsonNode was, @Nullable JsonNode is) {
        if (was == null || is == null || was.getNodeType() != is.getNodeType()) {
            return Optional.of(new JsonDifference(path, text(was), text(is)));
        }
        if (was.equals(is)) {
            return Optional.empty();
        }
        if (was.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            add(names, was.fieldNames());
            add(names, is.fieldNames());
            for (String name : names) {
                String inner = path.isEmpty() ? name : path + "." + name;
                Optional<JsonDifference> found = equal(was.get(name), is.get(name))
                        ? Optional.empty()
                        : first(inner, was.get(name), is.get(name));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (was.isArray()) {
            for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
                if (!equal(was.get(i), is.get(i))) {
                    return first(path + "[" + i + "]", was.get(i), is.get(i));
                }
            }
        }
        return Optional.of(new JsonDifference(path, text(was), text(is)));
    }

    private static boolean equal(@Nullable JsonNode one, @Nullable JsonNode other) {
        return one == null ? other == null : one.equals(other);
    }

    private static void add(TreeSet<String> names, Iterator<String> more) {
        more.forEachRemaining(names::add);
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null ? null : value.isTextual() ? value.textValue() : value.toString();
    }
}
