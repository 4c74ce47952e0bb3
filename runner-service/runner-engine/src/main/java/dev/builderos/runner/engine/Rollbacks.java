package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.formats.Position;
import dev.builderos.formats.StepDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The steps that take back what was released when another one fails. */
final class Rollbacks {
    private final PlanContext context;
    private final ProjectParts parts;
    private final Map<StepId, StepDefinition> wanted = new LinkedHashMap<>();

    Rollbacks(PlanContext context, ProjectParts parts) {
        this.context = context;
        this.parts = parts;
    }

    void add(StepDefinition step, Plan.Step compiled) {
        wanted.put(compiled.id(), step);
    }

    /** The steps with each rollback right after what it takes back; done last, because what was released may stand further down. */
    List<Plan.Step> putInto(List<Plan.Step> steps, BiFunction<String, Position, StepId> ids) {
        if (wanted.isEmpty()) {
            return steps;
        }
        Map<StepId, Plan.Step> byId = new HashMap<>();
        steps.forEach(step -> byId.put(step.id(), step));
        List<Plan.Step> all = new ArrayList<>(steps.size() + wanted.size());
        for (Plan.Step step : steps) {
            all.add(step);
            StepDefinition definition = wanted.get(step.id());
            Plan.Step rollback = definition == null ? null : rollback(step, definition, byId, ids);
            if (rollback != null) {
                all.add(rollback);
            }
        }
        return all;
    }

    private Plan.@Nullable Step rollback(
            Plan.Step step,
            StepDefinition definition,
            Map<StepId, Plan.Step> byId,
            BiFunction<String, Position, StepId> ids) {
        String name = step.id() + "-rollback";
        if (StepCondition.isStepId(name) && byId.containsKey(new StepId(name))) {
            parts.problem(
                    context.path(),
                    definition.at(),
                    "`on_failure: rollback` makes a step `" + name + "`, and there is one already; rename it");
            return null;
        }
        Plan.Environment released = released(step, byId);
        if (released == null) {
            parts.problem(
                    context.path(),
                    definition.at(),
                    "`on_failure: rollback` needs a step with `action: deploy.release` before it");
            return null;
        }
        return new Plan.Step(
                ids.apply(name, definition.at()),
                "take back what was released to " + released.name(),
                new Work.Action("deploy.rollback", Map.of()),
                PlanCompiler.PIPELINE_PRINCIPAL,
                List.of(step.id()),
                step.lane(),
                released,
                List.of(),
                List.of(),
                StepCompiler.DEFAULT_TIMEOUT,
                StepCompiler.NO_RETRIES,
                false,
                step.id(),
                false,
                null,
                null,
                Map.of(),
                null,
                null);
    }

    /** The environment of the nearest release that a step waits for, its first needs first. */
    private static Plan.@Nullable Environment released(Plan.Step from, Map<StepId, Plan.Step> byId) {
        Set<StepId> seen = new HashSet<>();
        Deque<Plan.Step> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            Plan.Step step = open.pop();
            if (!seen.add(step.id())) {
                continue;
            }
            if (step.work() instanceof Work.Action action && action.tool().equals("deploy.release")) {
                return step.environment();
            }
            step.needs().reversed().stream()
                    .map(byId::get)
                    .filter(need -> need != null)
                    .forEach(open::push);
        }
        return null;
    }
}
