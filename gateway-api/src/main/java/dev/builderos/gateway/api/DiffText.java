package dev.builderos.gateway.api;

/** A unified diff between two commits. */
public record DiffText(String base, String head, String diff) {}
