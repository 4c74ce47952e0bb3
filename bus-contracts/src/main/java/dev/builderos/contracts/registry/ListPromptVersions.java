package dev.builderos.contracts.registry;

import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Which prompt versions are there, without their texts?
 *
 * @param name only versions of this prompt, or all
 * @param after only those that follow this one; null for the first page
 * @param limit at most so many, 1 to 2,000
 */
public record ListPromptVersions(
        Requester requester,
        @Nullable String name,
        @Nullable PromptKey after,
        int limit) {
    public ListPromptVersions {
        if (name != null) {
            PromptKey.demandName(name);
        }
    }
}
