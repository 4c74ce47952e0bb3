package dev.builderos.connectors;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was asked for against a tool's declared arguments; every refusal is an {@link InvalidArguments} that names the
 * argument.
 */
public final class RequestedArguments {
    private final ToolDescriptor tool;
    private final Map<String, Object> values;

    private RequestedArguments(ToolDescriptor tool, Map<String, Object> values) {
        this.tool = tool;
        this.values = values;
    }

    /**
     * Takes what was asked for.
     *
     * @throws InvalidArguments when one is unknown or a required one is missing
     */
    public static RequestedArguments of(ToolDescriptor tool, Map<String, Object> values) {
        for (String name : new TreeSet<>(values.keySet())) {
            if (!tool.arguments().containsKey(name)) {
                throw new InvalidArguments(tool.name() + " has no argument `" + name + "`; it takes "
                        + (tool.arguments().isEmpty()
                                ? "none"
                                : String.join(", ", tool.arguments().keySet())));
            }
        }
        tool.arguments().forEach((name, argument) -> {
            if (argument.presence() == Argument.Presence.REQUIRED && !values.containsKey(name)) {
                throw new InvalidArguments(tool.name() + " needs `" + name + "`: " + argument.description());
            }
        });
        return new RequestedArguments(tool, values);
    }

    public String text(String name) {
        String value = textOrNull(name);
        if (value == null) {
            throw wrong(name, "text");
        }
        return value;
    }

    public @Nullable String textOrNull(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name, "text");
    }

    /** A whole number, also when written as text. */
    public int number(String name, int otherwise) {
        Object value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            if (value instanceof Integer || value instanceof Long || value instanceof String) {
                return Integer.parseInt(value.toString());
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(name, "a whole number");
        }
        throw wrong(name, "a whole number");
    }

    private InvalidArguments wrong(String name, String expected) {
        return new InvalidArguments("`" + name + "` of " + tool.name() + " must be " + expected);
    }
}
