package dev.builderos.gateway.api;

/** The run is durable and will be carried out. */
public record RunAccepted(String runId) {}
