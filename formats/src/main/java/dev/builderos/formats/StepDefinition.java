package dev.builderos.formats;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline.
 *
 * @param agent the principal that acts, which the policy judges; for an agent task also the one who works
 * @param env the environment it happens in, or the input that names it: {@code ${inputs.env}}; never the output of a step,
 *     so that it is known before the run starts
 * @param out paths it must produce, relative to the workspace
 * @param gates what must be passed before it starts, such as {@code approval}
 * @param checkpoint whether the run can be taken up again from here
 * @param cache whether work that was done before on the same content is taken over; the pipeline's default when absent
 * @param when a condition; a step whose condition is false is skipped
 * @param timeout how long one attempt may take; the pipeline's default when absent
 * @param totalTimeout how long all attempts and the pauses between them may take; waiting for people does not count
 * @param retries the pipeline's default when absent
 * @param onFailure the run stops when absent
 * @param propose how many proposals are made beside each other
 * @param select the agent that selects one of them
 * @param with values for an action or a prompt (String, Long, Double, Boolean, List, Map)
 * @param matrix the combinations it is carried out for; at most one of this and {@code foreach}
 * @param foreach the list it is carried out for
 */
public record StepDefinition(
        String id,
        List<String> needs,
        StepAction action,
        @Nullable String agent,
        @Nullable String env,
        List<String> out,
        List<String> gates,
        boolean checkpoint,
        @Nullable Boolean cache,
        @Nullable Condition when,
        @Nullable Duration timeout,
        @Nullable Duration totalTimeout,
        @Nullable RetryPolicy retries,
        @Nullable FailureReaction onFailure,
        @Nullable Integer propose,
        @Nullable String select,
        Map<String, Object> with,
        @Nullable MatrixDefinition matrix,
        @Nullable ForeachDefinition foreach,
        Position at)
        implements Node {

    public StepDefinition {
        needs = List.copyOf(needs);
        out = List.copyOf(out);
        gates = List.copyOf(gates);
        with = Ordered.copy(with);
    }
}
