package dev.builderos.runner.engine;

import dev.builderos.formats.BudgetDefinition;
import dev.builderos.formats.ConcurrencyDefinition;
import dev.builderos.formats.Expressions;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.ProjectDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all parts of a compilation look at. */
record PlanContext(PipelineDefinition pipeline, ProjectDefinition project, Map<String, Object> inputs) {
    /** The name is part of the key of an index. */
    private static final int LONGEST_GROUP = 200;

    String path() {
        return pipeline.source().path();
    }

    /** The group the run belongs to; null when the pipeline has none, or after its problem was told. */
    Plan.@Nullable Concurrency concurrency(ProjectParts parts) {
        ConcurrencyDefinition written = pipeline.concurrency();
        if (written == null) {
            return null;
        }
        try {
            String group = Expressions.parse(written.group()).render(this::known);
            if (!group.isBlank() && group.length() <= LONGEST_GROUP) {
                return new Plan.Concurrency(group, written.onConflict());
            }
            String wrong = group.isBlank() ? "empty" : "longer than " + LONGEST_GROUP + " characters";
            parts.problem(path(), new Position(1, 1), "the concurrency group `" + written.group() + "` is " + wrong);
        } catch (IllegalArgumentException unknown) {
            parts.problem(path(), new Position(1, 1), "in the concurrency group, " + unknown.getMessage());
        }
        return null;
    }

    /** What may be spent; null when nothing bounds it. */
    Plan.@Nullable Budget budget() {
        BudgetDefinition written = project.budget();
        return written.run() == null && written.day() == null ? null : new Plan.Budget(written.run(), written.day());
    }

    /** What the run begins with that nobody vouches for: inputs that the pipeline says so of, or whoever gave them. */
    List<String> taint(Set<String> untrusted) {
        return pipeline.inputs().entrySet().stream()
                .filter(input -> (input.getValue().untrusted() || untrusted.contains(input.getKey()))
                        && inputs.containsKey(input.getKey()))
                .map(input -> Plan.UNTRUSTED_INPUT + input.getKey())
                .toList();
    }

    private String known(Expressions.Reference reference) {
        List<String> path = reference.path();
        String name = path.getLast();
        if (path.size() == 2
                && path.getFirst().equals("inputs")
                && pipeline.inputs().containsKey(name)) {
            Object value = inputs.get(name);
            return value == null ? "" : value.toString();
        }
        return switch (String.join(".", path)) {
            case "project.name" -> project.name();
            case "project.default_branch" -> project.git().defaultBranch();
            default -> throw new IllegalArgumentException(reference.text() + " is neither an input nor of the project");
        };
    }
}
