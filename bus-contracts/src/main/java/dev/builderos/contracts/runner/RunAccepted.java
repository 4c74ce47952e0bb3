package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import org.jspecify.annotations.Nullable;

/**
 * The run is durable and will be carried out.
 *
 * @param run how it stands, which may be over already; absent in answers of older runners
 */
public record RunAccepted(RunId runId, @Nullable RunSummary run) {}
