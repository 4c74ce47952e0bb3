package dev.builderos.gateway.api;

/**
 * A prompt version as it was written.
 *
 * @param digest of the text
 * @param text the file, which states the name and the version too
 */
public record PromptText(String name, String version, String digest, String text) {}
