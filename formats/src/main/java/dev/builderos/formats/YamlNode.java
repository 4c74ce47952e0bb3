package dev.builderos.formats;

import java.util.List;
import java.util.Optional;

/** A YAML document with the places of its parts. */
sealed interface YamlNode {
    Position at();

    /**
     * A text, number, truth value or nothing.
     *
     * @param plain written without quotes, so that it may be something else than a text
     * @param at its first character, the quote if there is one
     * @param from where its written form starts, in code points from the start of the file
     * @param to where it ends
     */
    record Scalar(String text, boolean plain, Position at, int from, int to) implements YamlNode {}

    record Sequence(List<YamlNode> items, Position at) implements YamlNode {}

    /** Entries in the order of the file; a key that occurs twice has been reported and occurs once here. */
    record Mapping(List<Entry> entries, Position at) implements YamlNode {
        Optional<YamlNode> value(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }
    }

    record Entry(Scalar key, YamlNode value) {}
}
