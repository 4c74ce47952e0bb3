package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** What is deployed where, and what was before? */
public record ListDeployments(Requester requester, ProjectId project) {}
