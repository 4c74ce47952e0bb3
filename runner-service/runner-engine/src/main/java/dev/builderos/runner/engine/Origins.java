package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.EffectOrigin;
import dev.builderos.contracts.effect.EffectOrigin.PromptVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whose work an effect is: by the plan, so that it is the same after a crash. */
final class Origins {
    private Origins() {}

    static EffectOrigin of(Plan plan, Plan.Step step) {
        return step.work() instanceof Work.AgentTask own ? origin(Set.of(own)) : origin(agentsBefore(plan, step));
    }

    /** The agents of the steps it needs, and of those that they need, in the order of the plan. */
    private static Set<Work.AgentTask> agentsBefore(Plan plan, Plan.Step step) {
        Set<StepId> needed = new HashSet<>();
        Deque<StepId> open = new ArrayDeque<>(step.needs());
        if (step.compensates() != null) {
            open.add(step.compensates());
        }
        while (!open.isEmpty()) {
            StepId next = open.remove();
            Plan.Step before = IndexedSteps.find(plan.steps(), next);
            if (before != null && needed.add(next)) {
                open.addAll(before.needs());
            }
        }
        Set<Work.AgentTask> agents = new LinkedHashSet<>();
        for (Plan.Step each : plan.steps()) {
            if (needed.contains(each.id()) && work(each) instanceof Work.AgentTask task) {
                agents.add(task);
            }
        }
        return agents;
    }

    /** What a step does, or what each of the steps does that it is made of. */
    private static Work work(Plan.Step step) {
        Plan.Each each = step.each();
        return each == null ? step.work() : each.template().work();
    }

    private static EffectOrigin origin(Set<Work.AgentTask> agents) {
        Set<PromptVersion> prompts = new LinkedHashSet<>();
        Set<String> models = new LinkedHashSet<>();
        for (Work.AgentTask task : agents) {
            Work.PromptUse prompt = task.prompt();
            if (prompt != null) {
                prompts.add(new PromptVersion(prompt.name(), prompt.version(), prompt.digest()));
            }
            models.add(task.model().label());
        }
        return new EffectOrigin(prompts.stream().toList(), models.stream().toList());
    }
}
