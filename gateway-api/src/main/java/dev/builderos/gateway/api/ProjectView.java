package dev.builderos.gateway.api;

import java.time.Instant;

/** A project as people see it. */
public record ProjectView(String id, String root, Instant createdAt) {}
