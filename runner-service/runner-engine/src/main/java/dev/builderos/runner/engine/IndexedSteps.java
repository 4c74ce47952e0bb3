package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.util.AbstractList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The steps of a plan, found by id without a search. */
final class IndexedSteps extends AbstractList<Plan.Step> implements RandomAccess {
    private final List<Plan.Step> steps;
    private final Map<StepId, Plan.Step> byId;

    private IndexedSteps(List<Plan.Step> steps) {
        this.steps = steps;
        this.byId = HashMap.newHashMap(steps.size());
        steps.forEach(step -> byId.putIfAbsent(step.id(), step));
    }

    static IndexedSteps copyOf(Collection<Plan.Step> steps) {
        return steps instanceof IndexedSteps indexed ? indexed : new IndexedSteps(List.copyOf(steps));
    }

    static Plan.@Nullable Step find(List<Plan.Step> steps, StepId id) {
        return copyOf(steps).byId.get(id);
    }

    @Override
    public Plan.Step get(int index) {
        return steps.get(index);
    }

    @Override
    public int size() {
        return steps.size();
    }
}
