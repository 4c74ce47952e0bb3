package dev.builderos.policy.domain;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import dev.builderos.policy.engine.PolicyContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a step whose effect is judged. The same call with the same effect is judged once.
 *
 * @param callId names the call within the step
 * @param project facts about the project as rules see them
 */
public record JudgedCall(
        Requester requester,
        RunId run,
        StepId step,
        String callId,
        Effect effect,
        Map<String, Object> project,
        RunSoFar soFar) {
    public JudgedCall {
        project = Map.copyOf(project);
    }

    public PolicyContext context() {
        return new PolicyContext(project, requester, run, step, soFar);
    }

    /** The project's name, which shadow policies go by. */
    public @Nullable String projectName() {
        return project.get("name") instanceof String name ? name : null;
    }
}
