package dev.builderos.contracts.policy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.EffectOrigin;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks people to approve exactly this effect of this step. The id makes it happen once.
 *
 * @param origin what led to it; null where the runner does not know
 * @param asked the arguments as the step gave them, which a person may edit; null where there is nothing to edit
 */
public record OpenApproval(
        ApprovalId approvalId,
        Requester requester,
        ProjectId project,
        RunId runId,
        StepId stepId,
        Effect effect,
        Digest effectDigest,
        Digest policyDigest,
        ApprovalRequirement requirement,
        EffectCard card,
        @Nullable EffectOrigin origin,
        @Nullable Map<String, Object> asked) {
    public OpenApproval {
        if (!effectDigest.equals(effect.digest())) {
            throw new IllegalArgumentException("the digest is not that of the effect");
        }
    }
}
