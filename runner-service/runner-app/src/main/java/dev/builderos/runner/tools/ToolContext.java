package dev.builderos.runner.tools;

import dev.builderos.connectors.EffectContext;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Where a tool works.
 *
 * @param effect what connectors are told
 * @param sandbox how commands are confined, as the run was asked for
 * @param output takes a line of a command: stream ({@code out}, {@code err}, {@code sys}) and text
 * @param variables environment variables that commands of this call see
 * @param mayRead whether the policy lets the caller read this path; for tools that come across files nobody named
 */
public record ToolContext(
        EffectContext effect,
        String sandbox,
        BiConsumer<String, String> output,
        Map<String, String> variables,
        Predicate<String> mayRead) {
    public ToolContext {
        variables = Map.copyOf(variables);
    }
}
