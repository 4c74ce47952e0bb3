package dev.builderos.connectors.git;

import dev.builderos.contracts.RunId;
import java.nio.file.Path;

/**
 * Where a run works.
 *
 * @param directory holds the worktrees of the run and of its lanes, and nothing else
 * @param root the run's own worktree
 * @param branch the run's branch
 * @param baseCommit the commit the run began with
 */
public record RunWorkspace(RunId run, Path directory, Worktree root, String branch, String baseCommit) {}
