package dev.builderos.runner.steps;

import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.policy.DecideEffect;

/** Who decides about effects. */
public interface Judge {
    /**
     * Blocks until the decision is recorded and here. Fails when none comes in time; the caller then takes it for a no.
     */
    Decision decide(DecideEffect question);
}
