package dev.builderos.contracts.policy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.RunSoFar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks what a pinned policy says of an effect. The decision is recorded before it is answered.
 *
 * @param callId names the call within the step; asking again with the same ids and effect gives the recorded decision
 * @param project facts about the project that rules may use, e.g. {@code defaultBranch}
 * @param soFar what the run has done until now; null from a sender that does not count
 */
public record DecideEffect(
        Requester requester,
        RunId runId,
        StepId stepId,
        String callId,
        Digest policyDigest,
        Effect effect,
        Map<String, Object> project,
        @Nullable RunSoFar soFar) {
    public DecideEffect {
        project = Map.copyOf(project);
    }
}
