package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.formats.LanesDefinition;
import dev.builderos.formats.Node;
import dev.builderos.formats.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each node of a pipeline stands, and which waits for which. */
final class NeedsGraph {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, String> joinOf = new HashMap<>();
    private final Map<String, @Nullable String> laneOf = new HashMap<>();

    /** Whom a node was last asked about, so that a walk needs no fresh memory for each question. */
    private final Map<String, Integer> seen = new HashMap<>();

    private int walk;

    NeedsGraph(List<Node> nodes) {
        place(nodes, null);
    }

    /**
     * A step that waits for one that waits for it.
     *
     * @param at where the step is written
     */
    record Cycle(Position at, StepId step, StepId need) {}

    private void place(List<Node> list, @Nullable String lane) {
        for (Node node : list) {
            laneOf.put(node.id(), lane);
            nodes.put(node.id(), node);
            if (node instanceof LanesDefinition group) {
                group.lanes().forEach((name, inner) -> {
                    String full = laneName(group.id(), name, lane);
                    inner.forEach(child -> joinOf.put(child.id(), group.id()));
                    place(inner, full);
                });
            }
        }
    }

    static String laneName(String group, String lane, @Nullable String outer) {
        return (outer == null ? "" : outer + "/") + group + "/" + lane;
    }

    boolean knows(String id) {
        return nodes.containsKey(id);
    }

    Set<String> ids() {
        return nodes.keySet();
    }

    @Nullable
    String laneOf(String id) {
        return laneOf.get(id);
    }

    /** What a need waits for: the node itself within its lane, the join of the lanes it is in from outside. */
    String outermost(String need, @Nullable String lane) {
        String at = need;
        while (joinOf.containsKey(at) && !inside(lane, laneOf.get(at))) {
            at = String.valueOf(joinOf.get(at));
        }
        return at;
    }

    private static boolean inside(@Nullable String lane, @Nullable String other) {
        return other == null || (lane != null && (lane.equals(other) || lane.startsWith(other + "/")));
    }

    /** Whether a node waits for another, directly or not. Near ones are found first. */
    boolean waitsFor(String id, String other) {
        walk++;
        Deque<String> open = new ArrayDeque<>(List.of(id));
        while (!open.isEmpty()) {
            for (String need : before(open.remove())) {
                if (need.equals(other)) {
                    return true;
                }
                Integer last = seen.put(need, walk);
                if (last == null || last != walk) {
                    open.add(need);
                }
            }
        }
        return false;
    }

    /** What a node waits for because of its words, the lanes it is in, and the nodes it joins. */
    private List<String> before(String id) {
        Node node = nodes.get(id);
        if (node == null) {
            return List.of();
        }
        if (!joinOf.containsKey(id) && !(node instanceof LanesDefinition)) {
            return node.needs();
        }
        List<String> before = new ArrayList<>(node.needs());
        for (String at = joinOf.get(id); at != null; at = joinOf.get(at)) {
            before.addAll(Objects.requireNonNull(nodes.get(at)).needs());
        }
        if (node instanceof LanesDefinition lanes) {
            lanes.lanes().values().forEach(inner -> inner.forEach(child -> before.add(child.id())));
        }
        return before;
    }

    /** Waiting for a step of another lane is waiting for its join, which can make steps wait for themselves. */
    List<Cycle> cyclesOver(List<Plan.Step> steps) {
        Map<StepId, List<StepId>> needs = new HashMap<>();
        steps.forEach(step -> needs.put(step.id(), step.needs()));
        Map<StepId, Set<StepId>> harmless = new HashMap<>();
        List<Cycle> cycles = new ArrayList<>();
        for (Plan.Step step : steps) {
            String join = joinOf.get(step.id().value());
            if (join == null) {
                continue;
            }
            StepId joined = new StepId(join);
            for (StepId need : step.needs()) {
                if (Objects.equals(laneOf.get(need.value()), step.lane())
                        || harmless.getOrDefault(joined, Set.of()).contains(need)) {
                    continue;
                }
                if (reaches(need, joined, needs)) {
                    Position at =
                            Objects.requireNonNull(nodes.get(step.id().value())).at();
                    cycles.add(new Cycle(at, step.id(), need));
                } else {
                    harmless.computeIfAbsent(joined, id -> new HashSet<>()).add(need);
                }
            }
        }
        return cycles;
    }

    private static boolean reaches(StepId from, StepId to, Map<StepId, List<StepId>> needs) {
        Set<StepId> seen = new HashSet<>();
        Deque<StepId> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            StepId next = open.pop();
            if (next.equals(to)) {
                return true;
            }
            if (seen.add(next)) {
                needs.getOrDefault(next, List.of()).forEach(open::push);
            }
        }
        return false;
    }
}
