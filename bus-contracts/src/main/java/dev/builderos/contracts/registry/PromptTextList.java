package dev.builderos.contracts.registry;

import java.util.List;

/** Prompt versions as they were written. */
public record PromptTextList(List<PromptText> prompts) {
    public PromptTextList {
        prompts = List.copyOf(prompts);
    }
}
