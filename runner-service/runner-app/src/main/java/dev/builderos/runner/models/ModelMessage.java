package dev.builderos.runner.models;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A message of a conversation with a model. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelMessage.SystemPrompt.class, name = "system"),
    @JsonSubTypes.Type(value = ModelMessage.User.class, name = "user"),
    @JsonSubTypes.Type(value = ModelMessage.Assistant.class, name = "assistant"),
    @JsonSubTypes.Type(value = ModelMessage.ToolResult.class, name = "tool")
})
public sealed interface ModelMessage {
    record SystemPrompt(String text) implements ModelMessage {}

    record User(String text) implements ModelMessage {}

    record Assistant(String text, List<ModelAnswer.ToolCall> calls) implements ModelMessage {
        public Assistant {
            calls = List.copyOf(calls);
        }
    }

    record ToolResult(String callId, String tool, String text) implements ModelMessage {}
}
