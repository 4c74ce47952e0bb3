package dev.builderos.gateway.api;

import java.util.List;

/** Prompt versions by name, newest version first. */
public record PromptList(List<PromptView> prompts) {
    public PromptList {
        prompts = List.copyOf(prompts);
    }
}
