package dev.builderos.policy.domain;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.Effect;

/**
 * A call of a step whose effect is judged. The same call with the same effect is judged once.
 *
 * @param callId names the call within the step
 */
public record JudgedCall(Requester requester, RunId run, StepId step, String callId, Effect effect) {}
