package dev.builderos.gateway.api;

/**
 * A text file a user wrote.
 *
 * @param path relative to the project root, with {@code /}
 */
public record SourceFile(String path, String text) {}
