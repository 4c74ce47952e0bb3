package dev.builderos.gateway.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/runs/{run}/fork}: from where on the rest is done anew, and what is swapped.
 *
 * @param at the step from which on everything is done anew
 * @param inputs values that take the place of those it had
 * @param model {@code provider:name} instead of its model; null for the same
 * @param prompts versions of prompts instead of its own, by the prompt's name
 */
public record ForkRun(
        String at,
        @Nullable Map<String, Object> inputs,
        @Nullable String model,
        @Nullable Map<String, String> prompts) {
    public ForkRun {
        inputs = inputs == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        prompts = prompts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
    }

    @Override
    public Map<String, Object> inputs() {
        return inputs == null ? Map.of() : inputs;
    }

    @Override
    public Map<String, String> prompts() {
        return prompts == null ? Map.of() : prompts;
    }
}
