package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;

/** A prompt version by the digest of its text. */
public record PromptDigest(String name, String version, Digest digest) {
    public PromptDigest {
        PromptKey.demand(name, version);
    }

    public PromptKey key() {
        return new PromptKey(name, version);
    }
}
