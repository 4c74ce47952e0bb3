package dev.builderos.formats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code prompts/NAME.yaml}: what a model is told.
 *
 * @param name such as {@code builder/generate}
 * @param changelog what this version changes
 * @param tools effect patterns the prompt counts on
 * @param output the JSON Schema an answer must satisfy; any answer will do when absent
 * @param source the file
 */
public record PromptDefinition(
        String name,
        SemVer version,
        @Nullable String changelog,
        List<String> tags,
        Map<String, InputDefinition> inputs,
        List<String> tools,
        @Nullable JsonNode output,
        List<Message> messages,
        SourceText source) {

    public PromptDefinition {
        tags = List.copyOf(tags);
        inputs = Ordered.copy(inputs);
        tools = List.copyOf(tools);
        output = output == null ? null : output.deepCopy();
        messages = List.copyOf(messages);
    }

    /** A copy, because a {@link JsonNode} can be changed. */
    @Override
    public @Nullable JsonNode output() {
        return output == null ? null : output.deepCopy();
    }

    /**
     * The messages with their placeholders filled in, in one pass: a value that looks like a placeholder stays as it is.
     *
     * @param values by the name of the input; a name the prompt does not declare is left aside
     */
    public Rendering render(Map<String, String> values) {
        Map<String, String> filled = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        inputs.forEach((name, input) -> {
            String value = values.get(name);
            if (value != null) {
                filled.put(name, value);
            } else if (input.defaultValue() != null) {
                filled.put(name, input.defaultValue().toString());
            } else if (input.required()) {
                missing.add(name);
            } else {
                filled.put(name, "");
            }
        });
        return missing.isEmpty()
                ? new Rendering.Rendered(messages.stream()
                        .map(message -> new Message(message.role(), Placeholders.fill(message.template(), filled)))
                        .toList())
                : new Rendering.MissingInputs(missing);
    }
}
