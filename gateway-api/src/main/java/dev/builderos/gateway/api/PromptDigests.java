package dev.builderos.gateway.api;

import java.util.List;

/**
 * Prompt versions that might have to be sent.
 *
 * @param versions at most 1,000
 */
public record PromptDigests(List<PromptDigest> versions) {
    public PromptDigests {
        versions = List.copyOf(versions);
    }
}
