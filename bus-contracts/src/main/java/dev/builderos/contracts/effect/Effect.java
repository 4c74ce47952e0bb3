package dev.builderos.contracts.effect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing done to the world.
 *
 * @param tool what is done, e.g. {@code fs.write}, {@code shell.exec}, {@code git.push}, {@code deploy.release}
 * @param agent the principal that does it, as named in the policy ({@code builder}, {@code pipeline})
 * @param environment {@code dev}, {@code stage}, {@code prod}, or null where no environment is touched
 * @param arguments exactly what is executed, as JSON values; large content stands here by its digest
 */
public record Effect(String tool, String agent, @Nullable String environment, Map<String, Object> arguments) {
    private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

    public Effect {
        if (!TOOL.matcher(tool).matches()) {
            throw new IllegalArgumentException("not a tool name: " + tool);
        }
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    }

    /** SHA-256 over the canonical form. One changed byte is another effect. */
    @JsonIgnore
    public Digest digest() {
        return CanonicalJson.digest(this);
    }

    /** A text argument. */
    public String text(String name) {
        Object value = arguments.get(name);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(tool + " needs the text argument `" + name + "`");
    }

    public @Nullable String textOrNull(String name) {
        return arguments.get(name) instanceof String text ? text : null;
    }
}
