package dev.builderos.contracts.registry;

import java.util.List;

/**
 * A pipeline as its file says it, before it is compiled with the values of a run.
 *
 * @param path as a run names it: {@code ship/NAME.yaml}, or {@code builtin/NAME.yaml} when it comes with the product
 * @param manual whether a person may start it
 * @param events what starts it by itself, such as {@code github issues.labeled}
 * @param steps those within lanes too, and a step of kind {@code join} for each set of lanes
 * @param text the file
 */
public record PipelineOutline(
        String path,
        String name,
        String version,
        boolean manual,
        List<String> events,
        List<InputOutline> inputs,
        List<PipelineStep> steps,
        String text) {
    public PipelineOutline {
        events = List.copyOf(events);
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
    }
}
