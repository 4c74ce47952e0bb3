package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.contracts.policy.ApprovalState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one call of a step stands: judged, asked for, intended, done. Written only by {@link RunFold}. */
public final class CallStatus {
    private final Effect effect;
    private final Digest effectDigest;
    private final boolean gated;
    private final boolean ofReplay;
    private Fact.@Nullable PolicyDecided decision;
    private @Nullable ApprovalId approvalId;
    private @Nullable ApprovalState approval;
    private @Nullable String refusal;
    private @Nullable Map<String, Object> edited;
    private Fact.@Nullable EffectIntended intended;
    private Fact.@Nullable EffectCompleted completed;
    private boolean unknown;

    /**
     * A call that was made.
     *
     * @param gated whether people have to approve it, whatever the policy says
     * @param ofReplay whether what people said stands in the journal of another run
     */
    CallStatus(Effect effect, Digest effectDigest, boolean gated, boolean ofReplay) {
        this.effect = effect;
        this.effectDigest = effectDigest;
        this.gated = gated;
        this.ofReplay = ofReplay;
    }

    /** Takes a fact about this call in. */
    void apply(Fact.OfCall fact) {
        switch (fact) {
            case Fact.ToolCalled called -> throw new IllegalFact("call " + called.callId() + " was made twice");
            case Fact.PolicyDecided decided -> {
                require(decision == null, decided);
                decision = decided;
            }
            case Fact.ApprovalRequested requested -> {
                require(!ofReplay && mayBeAskedFor(), requested);
                approvalId = requested.approvalId();
                approval = ApprovalState.PENDING;
                refusal = null;
            }
            case Fact.ApprovalGranted granted -> {
                require(granted.approvalId());
                approval = ApprovalState.GRANTED;
                unknown = false;
            }
            case Fact.ApprovalRefused refused -> {
                require(refused.approvalId());
                approval = refused.outcome();
                refusal = refused.reason();
                edited = refused.edited();
            }
            case Fact.EffectIntended intent -> {
                require(!ofReplay && isPermitted() && intended == null && completed == null, intent);
                intended = intent;
            }
            case Fact.EffectCompleted done -> {
                require(isPermitted() && completed == null && (intended != null || approval == null), done);
                completed = done;
            }
            case Fact.EffectReplayed before -> {
                require(ofReplay && isPermitted() && completed == null, before);
                completed = new Fact.EffectCompleted(
                        before.step(),
                        before.attempt(),
                        before.callId(),
                        before.effectDigest(),
                        before.ok(),
                        before.summary(),
                        before.failureClass(),
                        before.resultDigest(),
                        before.outputs(),
                        false);
            }
            case Fact.EffectReused before -> {
                require(!ofReplay && mayBeAskedFor() && approval == null, before);
                approvalId = before.approvalId();
                approval = ApprovalState.GRANTED;
                completed = new Fact.EffectCompleted(
                        before.step(),
                        before.attempt(),
                        before.callId(),
                        before.effectDigest(),
                        true,
                        before.summary(),
                        null,
                        before.resultDigest(),
                        before.outputs(),
                        true);
            }
            case Fact.EffectUnknown lost -> {
                require(intended != null && completed == null, lost);
                unknown = true;
                intended = null;
            }
        }
    }

    /** Judged, and not refused; asked for once, and once more each time nobody knows whether it happened. */
    private boolean mayBeAskedFor() {
        return decision != null
                && decision.verdict() != Verdict.DENY
                && intended == null
                && completed == null
                && (approval == null || (unknown && approval == ApprovalState.GRANTED));
    }

    /** Allowed by the policy, and by people where either the policy or a gate asks for them. */
    private boolean isPermitted() {
        return decision != null
                && decision.verdict() != Verdict.DENY
                && !unknown
                && (isApproved() || ofReplay || (approval == null && decision.verdict() == Verdict.ALLOW && !gated));
    }

    /** Whether it is being done, as far as the journal tells. */
    boolean isUnderWay() {
        return isPermitted() && completed == null && (intended != null || approval == null);
    }

    /** Whether people have said yes, or did to the run that is replayed. */
    boolean passesGate() {
        return completed != null && (isApproved() || ofReplay);
    }

    boolean isApproved() {
        return approval == ApprovalState.GRANTED;
    }

    private static void require(boolean legal, Fact.OfCall fact) {
        if (!legal) {
            throw new IllegalFact(
                    fact.type() + " cannot follow what was written of call " + fact.callId() + " of " + fact.step());
        }
    }

    private void require(ApprovalId answered) {
        if (!answered.equals(approvalId) || approval != ApprovalState.PENDING) {
            throw new IllegalFact("approval " + answered + " is not pending");
        }
    }

    public Effect effect() {
        return effect;
    }

    public Digest effectDigest() {
        return effectDigest;
    }

    public Fact.@Nullable PolicyDecided decision() {
        return decision;
    }

    public @Nullable ApprovalId approvalId() {
        return approvalId;
    }

    public @Nullable ApprovalState approval() {
        return approval;
    }

    /** Why people refused; null when they gave no reason or did not refuse. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** The arguments of the call that a person wants in place of this one; null when nobody does. */
    public @Nullable Map<String, Object> edited() {
        return edited;
    }

    /** The intent that has no result yet; null when none was written or it turned out unknown. */
    public Fact.@Nullable EffectIntended intended() {
        return intended;
    }

    public Fact.@Nullable EffectCompleted completed() {
        return completed;
    }

    /** Whether nobody knows if the effect happened, and no person has said to go on. */
    public boolean unknown() {
        return unknown;
    }

    public boolean awaitsAnswer() {
        return approval == ApprovalState.PENDING;
    }
}
