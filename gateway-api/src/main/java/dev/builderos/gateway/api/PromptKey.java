package dev.builderos.gateway.api;

/**
 * Which version of which prompt.
 *
 * @param name such as {@code builder/plan}
 * @param version such as {@code 1.2.0}
 */
public record PromptKey(String name, String version) {}
