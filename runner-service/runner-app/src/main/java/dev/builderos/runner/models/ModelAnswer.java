package dev.builderos.runner.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param text its words, may be empty
 * @param calls the tools it wants called, in order; none when it is done
 * @param output its structured result where the provider gives it apart from the words
 */
public record ModelAnswer(
        String text, List<ToolCall> calls, @Nullable JsonNode output, long inputTokens, long outputTokens) {
    public ModelAnswer {
        calls = List.copyOf(calls);
    }

    /**
     * One call.
     *
     * @param id the provider's own name for the call
     * @param arguments JSON values
     */
    public record ToolCall(String id, String tool, Map<String, Object> arguments) {
        public ToolCall {
            arguments = new TreeMap<>(arguments);
        }
    }
}
