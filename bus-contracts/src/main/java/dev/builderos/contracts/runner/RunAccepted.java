package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;

/** The run is durable and will be carried out. */
public record RunAccepted(RunId runId) {}
