package dev.builderos.runner.models;

import dev.builderos.connectors.ToolDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked. Its canonical JSON is kept, and its digest names the answer in the cassette.
 *
 * @param model {@code provider:name}
 * @param step the step that asks; the script provider plays by it
 * @param turn answers given in this attempt before, from 0
 * @param maxTokens most tokens the answer may have, or null
 */
public record ModelRequest(
        String model,
        @Nullable Double temperature,
        String step,
        int turn,
        List<ModelMessage> messages,
        List<ToolDescriptor> tools,
        @Nullable Integer maxTokens) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
