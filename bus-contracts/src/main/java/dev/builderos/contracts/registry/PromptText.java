package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;

/**
 * A prompt version as it was written.
 *
 * @param digest of the text
 * @param text the file, which states the name and the version too
 */
public record PromptText(String name, String version, Digest digest, String text) {
    public PromptText {
        PromptKey.demand(name, version);
    }

    public PromptKey key() {
        return new PromptKey(name, version);
    }
}
