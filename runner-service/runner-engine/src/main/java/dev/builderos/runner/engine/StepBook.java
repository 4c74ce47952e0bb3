package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run: where each stands, which waits for which, and how many are open, at work, waiting for people. It decides
 * nothing; it counts, so that no question costs a walk through the run.
 */
final class StepBook {
    private final Map<StepId, StepStatus> steps = new LinkedHashMap<>();
    private final Map<StepId, List<StepStatus>> dependents = new HashMap<>();
    private final Map<StepId, StepStatus> compensations = new HashMap<>();
    private final TreeMap<Integer, StepStatus> waiting = new TreeMap<>();
    private final Map<StepId, StepStatus> due = new LinkedHashMap<>();
    private int open;
    private int working;

    /** Takes in a step, as it stands. */
    void add(StepStatus status) {
        Plan.Step step = status.step();
        status.index = steps.size();
        steps.put(step.id(), status);
        for (StepId need : step.needs()) {
            dependents.computeIfAbsent(need, id -> new ArrayList<>()).add(status);
        }
        if (step.compensates() != null) {
            compensations.put(step.compensates(), status);
        }
        if (!status.state.terminal()) {
            open++;
        }
    }

    @Nullable
    StepStatus find(StepId id) {
        return steps.get(id);
    }

    StepStatus status(StepId id) {
        StepStatus status = steps.get(id);
        if (status == null) {
            throw new IllegalStateException("the run has no step " + id);
        }
        return status;
    }

    Map<StepId, StepStatus> all() {
        return Collections.unmodifiableMap(steps);
    }

    List<StepStatus> dependentsOf(StepId id) {
        return dependents.getOrDefault(id, List.of());
    }

    @Nullable
    StepStatus compensationOf(StepId id) {
        return compensations.get(id);
    }

    /** Changes where a step stands; a step that is over stays so. */
    void move(StepStatus status, StepState to) {
        StepState from = status.state;
        if (from == StepState.RUNNING) {
            working--;
        }
        if (awaitsPeople(from)) {
            waiting.remove(status.index);
        }
        status.state = to;
        if (to == StepState.RUNNING) {
            working++;
        }
        if (awaitsPeople(to)) {
            waiting.put(status.index, status);
        }
        if (to.terminal() && !from.terminal()) {
            open--;
        }
        if (to != StepState.RETRYING) {
            due.remove(status.step().id());
        }
    }

    private static boolean awaitsPeople(StepState state) {
        return state == StepState.WAITING || state == StepState.UNKNOWN;
    }

    /** The step may start, or be expanded, or be tried again. */
    void due(StepStatus status) {
        due.put(status.step().id(), status);
    }

    void notDue(StepStatus status) {
        due.remove(status.step().id());
    }

    boolean isDue(StepStatus status) {
        return due.containsKey(status.step().id());
    }

    /** What may start and has not, in the order it became so. */
    Collection<StepStatus> allDue() {
        return List.copyOf(due.values());
    }

    /** The steps that wait for people, in the order of the plan. */
    Collection<StepStatus> waiting() {
        return Collections.unmodifiableCollection(waiting.values());
    }

    /** How many steps are not over. */
    int open() {
        return open;
    }

    /** How many attempts work right now. */
    int working() {
        return working;
    }
}
