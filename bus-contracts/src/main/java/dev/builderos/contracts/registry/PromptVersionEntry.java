package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;

/**
 * A prompt version without its text.
 *
 * @param digest of its text
 * @param bytes of its text in UTF-8
 */
public record PromptVersionEntry(String name, String version, Digest digest, int bytes) {}
