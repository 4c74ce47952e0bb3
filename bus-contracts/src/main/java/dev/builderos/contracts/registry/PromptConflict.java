package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;

/**
 * A prompt version that is here with another text.
 *
 * @param here the digest of the text that is here
 * @param free the smallest version above all that are here
 */
public record PromptConflict(String name, String version, Digest here, String free) {}
