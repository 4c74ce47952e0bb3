package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import java.util.Map;

/**
 * What would a policy file, bounded by the policy of the org, say of an effect, and why? Nothing is recorded.
 *
 * @param project facts about the project that rules may use, as in {@link DecideEffect}
 */
public record ExplainDecision(
        Requester requester,
        SourceFile policy,
        StepId stepId,
        Effect effect,
        Map<String, Object> project,
        RunSoFar soFar) {
    public ExplainDecision {
        project = Map.copyOf(project);
    }
}
