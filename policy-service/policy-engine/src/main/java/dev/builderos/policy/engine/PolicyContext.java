package dev.builderos.policy.engine;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import java.util.Map;

/**
 * What a policy may know beside the effect.
 *
 * @param project facts about the project as rules see them: {@code defaultBranch}, {@code name}
 * @param requester who asked for the run
 */
public record PolicyContext(Map<String, Object> project, Requester requester, RunId run) {
    static final String DEFAULT_BRANCH = "defaultBranch";

    public PolicyContext {
        project = Map.copyOf(project);
    }
}
