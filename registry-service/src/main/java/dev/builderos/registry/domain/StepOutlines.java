package dev.builderos.registry.domain;

import dev.builderos.contracts.registry.PipelineStep;
import dev.builderos.formats.LanesDefinition;
import dev.builderos.formats.Node;
import dev.builderos.formats.PromptReference;
import dev.builderos.formats.StepAction;
import dev.builderos.formats.StepDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a pipeline as a graph without lanes: their steps wait for what they wait for, and a join waits for them. */
final class StepOutlines {
    private static final int LONGEST_TITLE = 120;

    private final List<PipelineStep> steps = new ArrayList<>();

    private StepOutlines() {}

    static List<PipelineStep> of(List<Node> nodes) {
        StepOutlines outlines = new StepOutlines();
        outlines.add(nodes, null, List.of());
        return outlines.steps;
    }

    /**
     * Adds a list of nodes.
     *
     * @param lane the lane they are in
     * @param before what those wait for that wait for nothing in their list
     */
    private void add(List<Node> nodes, @Nullable String lane, List<String> before) {
        for (Node node : nodes) {
            List<String> needs = node.needs().isEmpty() ? before : node.needs();
            switch (node) {
                case StepDefinition step -> steps.add(step(step, lane, needs));
                case LanesDefinition lanes -> add(lanes, lane, needs);
            }
        }
    }

    private void add(LanesDefinition lanes, @Nullable String outer, List<String> needs) {
        List<String> ends = new ArrayList<>();
        lanes.lanes().forEach((name, nodes) -> {
            add(nodes, (outer == null ? "" : outer + "/") + lanes.id() + "/" + name, needs);
            nodes.stream().map(Node::id).forEach(ends::add);
        });
        steps.add(new PipelineStep(
                lanes.id(),
                "join",
                "join " + String.join(", ", lanes.lanes().keySet()),
                ends,
                outer,
                null,
                null,
                null,
                List.of(),
                null,
                null));
    }

    private static PipelineStep step(StepDefinition step, @Nullable String lane, List<String> needs) {
        return new PipelineStep(
                step.id(),
                kind(step.action()),
                title(step.action()),
                needs,
                lane,
                step.agent(),
                step.action() instanceof StepAction.AgentTask task ? written(task.prompt()) : null,
                step.env(),
                step.gates(),
                step.when() == null ? null : step.when().text(),
                step.matrix() != null ? "matrix" : step.foreach() != null ? "foreach" : null);
    }

    private static String kind(StepAction action) {
        return switch (action) {
            case StepAction.RunCommand command -> "run";
            case StepAction.ActionCall call -> "action";
            case StepAction.AgentTask task -> "agent";
        };
    }

    private static String title(StepAction action) {
        return switch (action) {
            case StepAction.RunCommand(String command) -> line(command);
            case StepAction.ActionCall call -> call.name();
            case StepAction.AgentTask(String agent, PromptReference prompt, String ask) ->
                agent + ": " + (prompt == null ? line(String.valueOf(ask)) : prompt.toString());
        };
    }

    private static @Nullable String written(@Nullable PromptReference prompt) {
        return prompt == null ? null : prompt.toString();
    }

    private static String line(String text) {
        String first = text.strip().lines().findFirst().orElse("");
        return first.length() <= LONGEST_TITLE ? first : first.substring(0, LONGEST_TITLE - 1) + "…";
    }
}
