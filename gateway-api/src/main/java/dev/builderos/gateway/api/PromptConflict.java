package dev.builderos.gateway.api;

/**
 * A prompt version that is here with another text.
 *
 * @param here the digest of the text that is here
 * @param free the smallest version above all that are here
 */
public record PromptConflict(String name, String version, String here, String free) {}
