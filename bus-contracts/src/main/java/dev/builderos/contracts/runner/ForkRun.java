package dev.builderos.contracts.runner;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new run that takes over what a run did before a step, and does the rest anew with something swapped. Answered as
 * {@link StartRun} is.
 *
 * @param runId the run to fork; it must be over
 * @param at the step from which on everything is done anew
 * @param inputs values that take the place of those it had
 * @param model {@code provider:name} instead of its model; null for the same
 * @param prompts versions of prompts instead of its own, by the prompt's name
 * @param idempotencyKey as in {@link StartRun}
 */
public record ForkRun(
        Requester requester,
        RunId runId,
        StepId at,
        Map<String, Object> inputs,
        @Nullable String model,
        Map<String, String> prompts,
        @Nullable String idempotencyKey) {
    public ForkRun {
        inputs = Map.copyOf(inputs);
        prompts = Map.copyOf(prompts);
    }
}
