package dev.builderos.gateway.api;

import java.util.List;

/**
 * Prompt versions whose texts are asked for.
 *
 * @param versions at most 200, 2 MiB of text in all
 */
public record PromptKeys(List<PromptKey> versions) {
    public PromptKeys {
        versions = List.copyOf(versions);
    }
}
