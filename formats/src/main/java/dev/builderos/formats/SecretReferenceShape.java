package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ${secrets.NAME}}. What stands in its place may be a secret, so no message repeats it. */
record SecretReferenceShape() implements Shape<String> {
    private static final Pattern FORM = Pattern.compile(Words.SECRET_REFERENCE);

    @Override
    public @Nullable String read(YamlNode node, Reading reading) {
        if (node instanceof YamlNode.Scalar scalar
                && scalar.text().length() <= TextShape.MAX_FORMED
                && FORM.matcher(scalar.text()).matches()) {
            return scalar.text();
        }
        reading.problem(node.at(), "must be a reference such as `${secrets.API_KEY}`, never a value");
        return null;
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return TextShape.formed("a secret reference", Words.SECRET_REFERENCE).schema(definitions);
    }
}
