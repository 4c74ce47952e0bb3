package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of a few words. */
final class ChoiceShape<T> implements Shape<T> {
    private final Map<String, T> choices;

    private ChoiceShape(Map<String, T> choices) {
        this.choices = Ordered.copy(choices);
    }

    static ChoiceShape<String> of(List<String> words) {
        Map<String, String> choices = new LinkedHashMap<>();
        words.forEach(word -> choices.put(word, word));
        return new ChoiceShape<>(choices);
    }

    /** The constants of an enum, in lower case. */
    static <E extends Enum<E>> ChoiceShape<E> of(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants())
                .forEach(constant -> choices.put(constant.name().toLowerCase(Locale.ROOT), constant));
        return new ChoiceShape<>(choices);
    }

    @Override
    public @Nullable T read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            reading.wrongType(node, words());
            return null;
        }
        T choice = choices.get(scalar.text());
        if (choice == null) {
            String message = "must be " + words() + ", not " + Reading.shown(scalar.text());
            reading.unknown(scalar.at(), message, scalar.text(), choices.keySet());
        }
        return choice;
    }

    private String words() {
        String all = choices.keySet().stream().collect(Collectors.joining("`, `", "`", "`"));
        return choices.size() == 1 ? all : "one of " + all;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object();
        ArrayNode words = schema.putArray("enum");
        choices.keySet().forEach(words::add);
        return schema;
    }
}
