package dev.builderos.gateway.api;

import java.util.List;

/** What became of prompt versions that were brought, in the order in which they were. */
public record PromptsBrought(List<BroughtPrompt> prompts) {
    public PromptsBrought {
        prompts = List.copyOf(prompts);
    }
}
