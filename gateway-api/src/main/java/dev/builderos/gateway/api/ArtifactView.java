package dev.builderos.gateway.api;

/**
 * A file a step left, kept by its content.
 *
 * @param bytes its size
 */
public record ArtifactView(String stepId, String name, String digest, long bytes) {}
