package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** Which pipelines and agents does a project have, by its newest snapshot? */
public record FindDefinitions(Requester requester, ProjectId project) {}
