package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;

/**
 * A file a step left, kept by its content.
 *
 * @param bytes its size
 */
public record ArtifactView(StepId stepId, String name, Digest digest, long bytes) {}
