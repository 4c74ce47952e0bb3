package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;

/** How the lanes of a run stand: which are active, over, failed, and whether their groups can be joined. */
final class Lanes {
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<StepId, Plan.Group> groups = new LinkedHashMap<>();
    private final Map<StepId, Queue<Waiting>> queues = new HashMap<>();

    Lanes(Plan plan) {
        for (Plan.Group group : plan.groups()) {
            groups.put(group.id(), group);
            queues.put(group.id(), new ArrayDeque<>());
            for (String lane : group.lanes()) {
                lanes.put(lane, new Lane(group));
            }
        }
        for (Plan.Step step : plan.steps()) {
            if (step.lane() != null) {
                lane(step.lane()).open++;
            }
        }
    }

    private static final class Lane {
        private final Plan.Group group;
        private int open;
        private boolean active;
        private boolean failed;

        Lane(Plan.Group group) {
            this.group = group;
        }
    }

    private record Waiting(String lane, StepId step) {}

    /**
     * How a group stands.
     *
     * @param complete whether every lane is over
     * @param enough whether enough lanes succeeded
     * @param decided whether nothing that still runs can change that
     */
    record Outcome(boolean complete, boolean enough, boolean decided) {}

    boolean isJoin(StepId id) {
        return groups.containsKey(id);
    }

    Plan.Group group(StepId id) {
        Plan.Group group = groups.get(id);
        if (group == null) {
            throw new IllegalStateException(id + " joins no lanes");
        }
        return group;
    }

    Plan.Group groupOf(String lane) {
        return lane(lane).group;
    }

    /** Lets a lane's step start, or remembers it until another lane of the group is over. */
    boolean admit(String name, StepId step) {
        Lane lane = lane(name);
        if (!lane.active) {
            Plan.Group group = lane.group;
            long active = group.lanes().stream()
                    .map(this::lane)
                    .filter(other -> other.active && other.open > 0)
                    .count();
            if (active >= group.maxParallel()) {
                queue(group).add(new Waiting(name, step));
                return false;
            }
            lane.active = true;
        }
        return true;
    }

    /** Counts a step of the lane as over; gives the steps of the lane that may start in its place. */
    List<StepId> stepEnded(String name) {
        Lane lane = lane(name);
        lane.open--;
        if (lane.open > 0) {
            return List.of();
        }
        Queue<Waiting> queue = queue(lane.group);
        queue.removeIf(waiting -> lane(waiting.lane()).failed);
        Waiting first = queue.peek();
        if (first == null) {
            return List.of();
        }
        List<StepId> next = queue.stream()
                .filter(waiting -> waiting.lane().equals(first.lane()))
                .map(Waiting::step)
                .toList();
        queue.removeIf(waiting -> waiting.lane().equals(first.lane()));
        return next;
    }

    void failed(String lane) {
        lane(lane).failed = true;
    }

    boolean hasFailed(String lane) {
        return lane(lane).failed;
    }

    boolean isOver(String lane) {
        return lane(lane).open == 0;
    }

    boolean isActive(String lane) {
        return lane(lane).active;
    }

    Outcome outcome(Plan.Group group) {
        int succeeded = 0;
        int failed = 0;
        int over = 0;
        for (String name : group.lanes()) {
            Lane lane = lane(name);
            over += lane.open == 0 ? 1 : 0;
            failed += lane.failed ? 1 : 0;
            succeeded += lane.open == 0 && !lane.failed ? 1 : 0;
        }
        boolean enough = succeeded >= group.needed();
        boolean impossible = group.lanes().size() - failed < group.needed();
        return new Outcome(over == group.lanes().size(), enough, enough || impossible);
    }

    String failureOf(Plan.Group group) {
        return group.lanes().stream()
                .filter(lane -> lane(lane).failed)
                .map(lane -> lane.substring(lane.lastIndexOf('/') + 1))
                .collect(Collectors.joining(", ", "lanes that failed: ", ""));
    }

    private Lane lane(String name) {
        Lane lane = lanes.get(name);
        if (lane == null) {
            throw new IllegalStateException("the plan has no lane " + name);
        }
        return lane;
    }

    private Queue<Waiting> queue(Plan.Group group) {
        Queue<Waiting> queue = queues.get(group.id());
        if (queue == null) {
            throw new IllegalStateException("the plan has no lanes " + group.id());
        }
        return queue;
    }
}
