package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the lanes of a run stand: which are active, over, failed, and whether their groups can be joined. Everything is counted
 * as it changes. A lane may hold groups of its own; what happens in them also counts for the lanes around them.
 */
final class Lanes {
    private static final int SHOWN = 20;

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<StepId, Group> groups = new LinkedHashMap<>();

    Lanes(List<Plan.Group> planned) {
        planned.forEach(this::register);
        lanes.values().forEach(lane -> lane.outer = outerOf(lane));
    }

    /** A lane: steps that wait for each other. */
    static final class Lane {
        private final String name;
        private final Group group;
        private final List<StepStatus> members = new ArrayList<>();
        private final List<StepId> held = new ArrayList<>();
        private @Nullable Lane outer;
        private int open;
        private boolean active;
        private boolean failed;

        private Lane(String name, Group group) {
            this.name = name;
            this.group = group;
        }

        Group group() {
            return group;
        }

        @Nullable
        Lane outer() {
            return outer;
        }

        /** Its steps, and those of the lanes within it. */
        List<StepStatus> members() {
            return members;
        }

        boolean over() {
            return open == 0;
        }

        boolean hasFailed() {
            return failed;
        }

        boolean active() {
            return active;
        }
    }

    /** Lanes that are joined. */
    static final class Group {
        private final Plan.Group plan;
        private final List<Lane> lanes = new ArrayList<>();
        private final Queue<Lane> queue = new ArrayDeque<>();
        private int running;
        private int over;
        private int failed;
        private int succeeded;
        private boolean stopped;
        private @Nullable String failureClass;

        private Group(Plan.Group plan) {
            this.plan = plan;
        }

        Plan.Group plan() {
            return plan;
        }

        StepId id() {
            return plan.id();
        }

        List<Lane> lanes() {
            return lanes;
        }

        Outcome outcome() {
            boolean enough = succeeded >= plan.needed();
            boolean impossible = lanes.size() - failed < plan.needed();
            return new Outcome(over == lanes.size(), enough, enough || impossible);
        }

        /** Whether its lanes are to be stopped now; true once. */
        boolean stopsNow() {
            boolean now = !stopped && plan.failFast() && outcome().decided();
            stopped |= now;
            return now;
        }

        /** Why it failed, by the first failure in it. */
        String failureClass() {
            return failureClass == null ? "test_failed" : failureClass;
        }

        String failure() {
            List<String> names = lanes.stream()
                    .filter(Lane::hasFailed)
                    .map(lane -> last(lane.name))
                    .toList();
            return names.stream().limit(SHOWN).collect(Collectors.joining(", ", "lanes that failed: ", ""))
                    + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
        }
    }

    /**
     * How a group stands.
     *
     * @param complete whether every lane is over
     * @param enough whether enough lanes succeeded
     * @param decided whether nothing that still runs can change that
     */
    record Outcome(boolean complete, boolean enough, boolean decided) {}

    /** Takes in lanes that are known only now, within a lane that is known already. */
    void add(Plan.Group group) {
        register(group);
        for (Lane lane : group(group.id()).lanes) {
            lane.outer = outerOf(lane);
        }
    }

    private void register(Plan.Group planned) {
        Group group = new Group(planned);
        groups.put(planned.id(), group);
        for (String name : planned.lanes()) {
            Lane lane = new Lane(name, group);
            group.lanes.add(lane);
            lanes.put(name, lane);
        }
    }

    private @Nullable Lane outerOf(Lane lane) {
        String group = lane.name.substring(0, Math.max(lane.name.lastIndexOf('/'), 0));
        int slash = group.lastIndexOf('/');
        return slash < 0 ? null : lanes.get(group.substring(0, slash));
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Counts a step in, for its lane and the lanes around it. */
    void enrol(StepStatus status) {
        for (Lane lane = find(status); lane != null; lane = lane.outer) {
            lane.members.add(status);
            lane.open++;
        }
    }

    /** Counts a step out that was over before the run was taken up again. */
    void retain(StepStatus status) {
        Lane own = find(status);
        if (own != null && !status.passed() && status.step().compensates() == null) {
            fail(own, status.failureClass);
        }
        for (Lane lane = own; lane != null; lane = lane.outer) {
            lane.open--;
            if (lane.open == 0) {
                close(lane);
            }
        }
    }

    boolean isJoin(StepId id) {
        return groups.containsKey(id);
    }

    Group group(StepId id) {
        Group group = groups.get(id);
        if (group == null) {
            throw new IllegalStateException(id + " joins no lanes");
        }
        return group;
    }

    /** The lanes of a group that are over and did not fail, in merge order. */
    List<String> namesThatPassed(StepId join) {
        return group(join).lanes.stream()
                .filter(lane -> lane.over() && !lane.failed)
                .map(lane -> lane.name)
                .toList();
    }

    /** The lane of a step; null on the run's own branch. */
    @Nullable
    Lane find(StepStatus status) {
        String name = status.step().lane();
        if (name == null) {
            return null;
        }
        Lane lane = lanes.get(name);
        if (lane == null) {
            throw new IllegalStateException("the plan has no lane " + name);
        }
        return lane;
    }

    /** Lets a step start, or remembers it until another lane of the group is over. */
    boolean admit(StepStatus status) {
        Lane lane = find(status);
        return lane == null || admit(lane, status.step().id());
    }

    private static boolean admit(Lane lane, StepId step) {
        if (lane.active) {
            return true;
        }
        if (lane.outer != null && !admit(lane.outer, step)) {
            return false;
        }
        Group group = lane.group;
        if (group.running >= group.plan.maxParallel()) {
            if (lane.held.isEmpty()) {
                group.queue.add(lane);
            }
            lane.held.add(step);
            return false;
        }
        activate(lane);
        return true;
    }

    private static void activate(Lane lane) {
        lane.active = true;
        lane.group.running++;
    }

    /** Counts a step as over; gives the steps that may start in place of lanes that are over with it. */
    List<StepId> stepEnded(Lane own) {
        List<StepId> next = new ArrayList<>();
        for (Lane lane = own; lane != null; lane = lane.outer) {
            lane.open--;
            if (lane.open == 0) {
                close(lane);
                next.addAll(fill(lane.group));
            }
        }
        return next;
    }

    private static void close(Lane lane) {
        Group group = lane.group;
        group.over++;
        group.succeeded += lane.failed ? 0 : 1;
        group.running -= lane.active ? 1 : 0;
    }

    private static List<StepId> fill(Group group) {
        List<StepId> next = new ArrayList<>();
        while (group.running < group.plan.maxParallel() && !group.queue.isEmpty()) {
            Lane lane = group.queue.remove();
            if (!lane.failed && !lane.over()) {
                activate(lane);
                next.addAll(lane.held);
            }
            lane.held.clear();
        }
        return next;
    }

    /** The lane has failed, or does not matter any more. */
    void fail(Lane lane, @Nullable String failureClass) {
        if (!lane.failed) {
            lane.failed = true;
            lane.group.failed++;
            if (lane.group.failureClass == null) {
                lane.group.failureClass = failureClass;
            }
        }
    }
}
