package dev.builderos.runner.engine;

import dev.builderos.formats.Condition;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.StepDefinition;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the conditions of steps before anything runs: no condition, or names that stand for nothing. */
final class ConditionCheck {
    private static final Set<String> PROJECT = Set.of("name", "default_branch");
    private static final Set<String> RUN = Set.of("id", "branch", "base");

    private final PlanContext context;
    private final ProjectParts parts;
    private final NeedsGraph needs;

    ConditionCheck(PlanContext context, ProjectParts parts, NeedsGraph needs) {
        this.context = context;
        this.parts = parts;
        this.needs = needs;
    }

    void check(StepDefinition step) {
        Condition condition = step.when();
        if (condition == null) {
            return;
        }
        try {
            for (StepCondition.Mention mention :
                    StepCondition.compile(condition.text()).mentions()) {
                check(step, mention, place(condition, 1, mention.offset()));
            }
        } catch (StepCondition.NotUnderstood wrong) {
            for (StepCondition.Flaw flaw : wrong.flaws()) {
                parts.problem(
                        context.path(),
                        place(condition, flaw.line(), flaw.column()),
                        "the condition is not right: " + flaw.message());
            }
        }
    }

    private void check(StepDefinition step, StepCondition.Mention mention, Position at) {
        String root = mention.root();
        String member = mention.member();
        Set<String> locals = locals(step);
        switch (root) {
            case "inputs" ->
                member(at, root, member, context.pipeline().inputs().keySet());
            case "project" -> member(at, root, member, PROJECT);
            case "run" -> member(at, root, member, RUN);
            case "steps" -> {
                if (member != null) {
                    step(step, member, at);
                }
            }
            case "matrix" -> {
                if (step.matrix() == null) {
                    parts.problem(context.path(), at, "`matrix` stands for nothing: the step has none");
                } else {
                    member(at, root, member, step.matrix().axes().keySet());
                }
            }
            default -> {
                if (locals.contains(root)) {
                    return;
                }
                if (needs.knows(root)) {
                    step(step, root, at);
                } else {
                    Set<String> known = new TreeSet<>(needs.ids());
                    known.addAll(StepCondition.ROOTS);
                    known.addAll(locals);
                    parts.nothing(
                            context.path(),
                            at,
                            "`" + root + "` is no step and none of inputs, matrix, project, run, steps",
                            root,
                            known);
                }
            }
        }
    }

    private static Set<String> locals(StepDefinition step) {
        if (step.foreach() == null) {
            return Set.of();
        }
        Set<String> locals = new TreeSet<>(Set.of("item", "index"));
        locals.add(step.foreach().as());
        return locals;
    }

    private void member(Position at, String root, @Nullable String member, Collection<String> known) {
        if (member != null && !known.contains(member)) {
            parts.nothing(
                    context.path(),
                    at,
                    "there is no `" + root + "." + member + "`; `" + root + "` has " + ProjectParts.listed(known),
                    member,
                    known);
        }
    }

    private void step(StepDefinition step, String other, Position at) {
        if (!needs.knows(other)) {
            parts.nothing(context.path(), at, "there is no step `" + other + "`", other, needs.ids());
        } else if (!needs.waitsFor(step.id(), other)) {
            parts.problem(
                    context.path(),
                    at,
                    "the condition asks for `" + other + "`, which `" + step.id()
                            + "` does not wait for; add it to `needs`");
        }
    }

    private Position place(Condition condition, int line, int column) {
        return place(context.pipeline(), condition, line, column);
    }

    /** The place within the condition where it is written as it is read; else where the condition starts. */
    static Position place(PipelineDefinition pipeline, Condition condition, int line, int column) {
        Position at = condition.at();
        String written = pipeline.source()
                .text()
                .lines()
                .skip(at.line() - 1L)
                .findFirst()
                .orElse("");
        int start = at.column() - 1;
        int from = start <= written.codePointCount(0, written.length())
                ? written.offsetByCodePoints(0, start)
                : written.length();
        String first = condition.text().lines().findFirst().orElse("");
        boolean plain = written.startsWith(first, from) && column <= first.codePointCount(0, first.length());
        return line == 1 && plain && column >= 0 ? new Position(at.line(), at.column() + column) : at;
    }
}
