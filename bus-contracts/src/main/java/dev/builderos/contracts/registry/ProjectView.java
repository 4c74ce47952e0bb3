package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import java.time.Instant;

/** A project as people see it. */
public record ProjectView(ProjectId id, String root, Instant createdAt) {}
