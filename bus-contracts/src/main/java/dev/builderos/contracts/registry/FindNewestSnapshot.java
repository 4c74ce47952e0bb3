package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** What is in the snapshot of this project that was sent last? */
public record FindNewestSnapshot(Requester requester, ProjectId project) {}
