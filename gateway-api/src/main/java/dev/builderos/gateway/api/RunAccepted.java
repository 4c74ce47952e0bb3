package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * The run is durable and will be carried out.
 *
 * @param run how it stands, which may be over already
 */
public record RunAccepted(String runId, @Nullable RunSummary run) {}
