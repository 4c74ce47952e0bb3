package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import java.util.AbstractList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The steps of a plan, found by id without a search. What is worked out of a step is remembered here, as a step never changes. */
final class IndexedSteps extends AbstractList<Plan.Step> implements RandomAccess {
    private final List<Plan.Step> steps;
    private final Map<StepId, Plan.Step> byId;
    private final Map<StepId, Digest> definitions = new ConcurrentHashMap<>();

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

    /** The digest of a step's definition: worked out once for a step of the list, each time for any other. */
    @SuppressWarnings(
            "ReferenceEquality") // a step that `foreach` made may have the id of one of the list, and is another
    static Digest definition(List<Plan.Step> steps, Plan.Step step, Function<Plan.Step, Digest> working) {
        IndexedSteps indexed = copyOf(steps);
        return indexed.byId.get(step.id()) == step
                ? indexed.definitions.computeIfAbsent(step.id(), id -> working.apply(step))
                : working.apply(step);
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
