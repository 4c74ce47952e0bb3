package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** What is known of this project? */
public record FindProject(Requester requester, ProjectId project) {}
