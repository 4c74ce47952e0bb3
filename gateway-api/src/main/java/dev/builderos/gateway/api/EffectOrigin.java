package dev.builderos.gateway.api;

import java.util.List;

/**
 * What led to an effect, by the plan of its run: of an agent's effect, its own prompt and model; of any other, those of the agents
 * whose work it stands on.
 *
 * @param models as {@code provider:name}
 */
public record EffectOrigin(List<PromptVersion> prompts, List<String> models) {
    public EffectOrigin {
        prompts = List.copyOf(prompts);
        models = List.copyOf(models);
    }

    /** One exact version of a prompt. */
    public record PromptVersion(String name, String version, String digest) {}
}
