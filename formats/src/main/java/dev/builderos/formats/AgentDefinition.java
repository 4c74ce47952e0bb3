package dev.builderos.formats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code agents/NAME.yaml}: an agent of a pack.
 *
 * @param model one of the project's models; {@code default} when absent
 * @param tools effect patterns it wants; the policy decides what it gets
 * @param system what it is told before any task
 * @param maxTurns how often the model may answer within one task
 * @param maxTokens how many tokens one task may cost; no limit of its own when absent
 * @param source the file
 */
public record AgentDefinition(
        String name,
        String description,
        @Nullable String model,
        List<String> tools,
        String system,
        int maxTurns,
        @Nullable Integer maxTokens,
        SourceText source) {
    static final int DEFAULT_MAX_TURNS = 40;

    public AgentDefinition {
        tools = List.copyOf(tools);
    }
}
