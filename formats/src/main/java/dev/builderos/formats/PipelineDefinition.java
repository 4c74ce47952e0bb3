package dev.builderos.formats;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code ship/NAME.yaml}: the steps that turn a task into a change.
 *
 * @param timeout how long a run may work; waiting for people and pauses do not count
 * @param concurrency which runs do not run beside each other
 * @param nodes in the order of the file; each says itself, in {@link Node#needs}, what it waits for
 * @param source the file
 */
public record PipelineDefinition(
        String name,
        SemVer version,
        TriggerDefinition trigger,
        Map<String, InputDefinition> inputs,
        StepDefaults defaults,
        @Nullable Duration timeout,
        @Nullable ConcurrencyDefinition concurrency,
        Priority priority,
        List<Node> nodes,
        SourceText source) {

    public PipelineDefinition {
        inputs = Ordered.copy(inputs);
        nodes = List.copyOf(nodes);
    }

    /** Every step, also those within lanes, in the order of the file. */
    public List<StepDefinition> steps() {
        return nodes.stream().flatMap(PipelineDefinition::stepsOf).toList();
    }

    private static Stream<StepDefinition> stepsOf(Node node) {
        return switch (node) {
            case StepDefinition step -> Stream.of(step);
            case LanesDefinition lanes ->
                lanes.lanes().values().stream().flatMap(List::stream).flatMap(PipelineDefinition::stepsOf);
        };
    }
}
