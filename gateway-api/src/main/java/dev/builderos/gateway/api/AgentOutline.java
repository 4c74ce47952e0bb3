package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent as its file says it.
 *
 * @param bundled whether it comes with the product
 * @param model one of the project's models; its default when absent
 * @param tools effects it wants; the policy decides what it gets
 * @param system what it is told before any task
 * @param maxTurns how often the model may answer within one task
 * @param maxTokens how many tokens one task may cost; absent for no limit of its own
 */
public record AgentOutline(
        String path,
        String name,
        boolean bundled,
        String description,
        @Nullable String model,
        List<String> tools,
        String system,
        int maxTurns,
        @Nullable Integer maxTokens) {
    public AgentOutline {
        tools = List.copyOf(tools);
    }
}
