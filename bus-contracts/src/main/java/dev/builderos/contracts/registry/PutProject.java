package dev.builderos.contracts.registry;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;

/**
 * Makes a project known, or updates where it is.
 *
 * @param root the absolute directory of its git repository, as the runner sees it
 */
public record PutProject(Requester requester, ProjectId project, String root) {}
