package dev.builderos.contracts.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompt versions, by name and then by version as texts.
 *
 * @param next what to ask for after these, such as {@code builder/plan@1.2.0}; null when these are the last
 */
public record PromptVersionList(
        List<PromptVersionEntry> versions, @Nullable String next) {
    public PromptVersionList {
        versions = List.copyOf(versions);
    }
}
