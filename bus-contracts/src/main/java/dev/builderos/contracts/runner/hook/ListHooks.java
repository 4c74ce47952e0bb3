package dev.builderos.contracts.runner.hook;

import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints are there?
 *
 * @param project only those of this project; null for all of the org
 */
public record ListHooks(Requester requester, @Nullable ProjectId project) {}
