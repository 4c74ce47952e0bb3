package dev.builderos.contracts.runner;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/** Asks to stop what serves in an environment. Its releases stay listed, none of them live. */
public record StopDeployment(Requester requester, ProjectId project, String environment) {}
