package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a pipeline as its file says it.
 *
 * @param kind {@code run}, {@code action}, {@code agent} or {@code join}
 * @param title what it does, in a line
 * @param needs the steps it waits for; those of lanes wait for what their lanes do
 * @param lane such as {@code build/api}: the id of the lanes and the name of the lane
 * @param prompt such as {@code builder/plan@^1}
 * @param when the condition under which it is carried out
 * @param repeats {@code matrix} or {@code foreach} when it is carried out more than once
 */
public record PipelineStep(
        String id,
        String kind,
        String title,
        List<String> needs,
        @Nullable String lane,
        @Nullable String agent,
        @Nullable String prompt,
        @Nullable String env,
        List<String> gates,
        @Nullable String when,
        @Nullable String repeats) {
    public PipelineStep {
        needs = List.copyOf(needs);
        gates = List.copyOf(gates);
    }
}
