package dev.builderos.policy.engine;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.RunSoFar;
import java.util.Map;

/**
 * What a policy may know beside the effect.
 *
 * @param project facts about the project as rules see them: {@code defaultBranch}, {@code name}
 * @param requester who asked for the run
 * @param soFar what the run has done before this effect
 */
public record PolicyContext(Map<String, Object> project, Requester requester, RunId run, StepId step, RunSoFar soFar) {
    static final String DEFAULT_BRANCH = "defaultBranch";

    public PolicyContext {
        project = Map.copyOf(project);
    }

    boolean tainted() {
        return !soFar.taint().isEmpty();
    }
}
