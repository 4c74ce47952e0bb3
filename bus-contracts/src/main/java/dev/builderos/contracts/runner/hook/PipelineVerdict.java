package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.RunId;
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
        @Nullable RunId run) {}
