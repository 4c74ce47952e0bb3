package dev.builderos.gateway.api;

import java.util.List;

/**
 * Registers prompt versions that another server has. Each is judged by itself: what is wrong with one does not keep the others out.
 *
 * @param prompts at most 200, 2 MiB of text in all
 * @param from where they come from, for people; 1 to 200 characters
 */
public record BringPrompts(List<PromptText> prompts, String from) {
    public BringPrompts {
        prompts = List.copyOf(prompts);
    }
}
