package dev.builderos.contracts.runner;

/** A unified diff. */
public record DiffText(String base, String head, String diff) {}
