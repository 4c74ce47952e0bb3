package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text, perhaps with a form and a meaning of its own. */
final class TextShape<T> implements Shape<T> {
    /** The longest text that is matched against a regular expression. */
    static final int MAX_FORMED = 500;

    private final String what;
    private final @Nullable String form;
    private final @Nullable Pattern pattern;
    private final Function<String, Optional<T>> meaning;

    private TextShape(String what, @Nullable String form, Function<String, Optional<T>> meaning) {
        this.what = what;
        this.form = form;
        this.pattern = form == null ? null : Pattern.compile(form);
        this.meaning = meaning;
    }

    /** Any text that is not blank. */
    static TextShape<String> any() {
        return new TextShape<>("a text", null, Optional::of);
    }

    /**
     * A text of a form.
     *
     * @param what such as {@code a name}, with an example
     * @param form a regular expression for the whole text, see {@link Words}
     */
    static TextShape<String> formed(String what, String form) {
        return new TextShape<>(what, form, Optional::of);
    }

    /** A text of a form that has a meaning; some of the form may have none. */
    static <T> TextShape<T> meaning(String what, String form, Function<String, Optional<T>> meaning) {
        return new TextShape<>(what, form, meaning);
    }

    @Override
    public @Nullable T read(YamlNode node, Reading reading) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            reading.wrongType(node, what);
            return null;
        }
        PlainValue value = PlainValue.of(scalar);
        if (value instanceof PlainValue.Words(String text)) {
            return meaningOf(text, scalar, reading);
        }
        if (value instanceof PlainValue.Nothing) {
            reading.wrongType(node, what);
        } else if (pattern == null || matches(pattern, scalar.text())) {
            reading.problem(
                    scalar.at(),
                    "must be " + what + ", and " + Reading.shown(scalar.text()) + " is none unless quoted",
                    '"' + scalar.text() + '"');
        } else {
            return meaningOf(scalar.text(), scalar, reading);
        }
        return null;
    }

    private @Nullable T meaningOf(String text, YamlNode.Scalar scalar, Reading reading) {
        if (text.isBlank()) {
            reading.problem(scalar.at(), "must be " + what + ", not blank");
            return null;
        }
        T value =
                pattern == null || matches(pattern, text) ? meaning.apply(text).orElse(null) : null;
        if (value == null) {
            reading.problem(scalar.at(), "must be " + what + ", not " + Reading.shown(text));
        }
        return value;
    }

    private static boolean matches(Pattern pattern, String text) {
        return text.length() <= MAX_FORMED && pattern.matcher(text).matches();
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        ObjectNode schema = SchemaDefinitions.object().put("type", "string");
        return form == null
                ? schema.put("pattern", "\\S")
                : schema.put("maxLength", MAX_FORMED).put("pattern", "^(?:" + form + ")$");
    }
}
