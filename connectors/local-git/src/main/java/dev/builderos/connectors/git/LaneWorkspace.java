package dev.builderos.connectors.git;

/**
 * Where one lane of a run works.
 *
 * @param baseCommit the commit the lane began with
 */
public record LaneWorkspace(String lane, Worktree worktree, String branch, String baseCommit) {}
