package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * What a delivery means for one pipeline of the project, and why.
 *
 * @param pipeline its path
 * @param run present exactly when a run was started
 */
public record PipelineVerdict(
        String pipeline,
        PipelineOutcome outcome,
        String reason,
        @Nullable String run) {}
