package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import java.util.Map;

/**
 * Asks what a pinned policy says of an effect. The decision is recorded before it is answered.
 *
 * @param callId names the call within the step; asking again with the same ids and effect gives the recorded decision
 * @param project facts about the project that rules may use, e.g. {@code defaultBranch}
 */
public record DecideEffect(
        Requester requester,
        RunId runId,
        StepId stepId,
        String callId,
        Digest policyDigest,
        Effect effect,
        Map<String, Object> project) {
    public DecideEffect {
        project = Map.copyOf(project);
    }
}
