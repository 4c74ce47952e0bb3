package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.Effect;

/** An effect that people approved and that was carried out. */
public record DoneEffect(Effect effect, ApprovalId approval, Fact.EffectCompleted result) {
    /** What is written instead of carrying out an effect that would change nothing after this one. */
    public Fact.EffectReused reusedBy(int attempt, String callId, Digest effectDigest) {
        return new Fact.EffectReused(
                result.step(),
                attempt,
                callId,
                effectDigest,
                result.effectDigest(),
                approval,
                result.summary(),
                result.resultDigest(),
                result.outputs());
    }
}
