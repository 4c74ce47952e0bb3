package dev.builderos.formats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds the nodes that wait for each other. */
final class WaitGraph {
    private WaitGraph() {}

    /**
     * A node that waits.
     *
     * @param isImplied whether it waits because of its place rather than its words
     */
    record Waiting(Position at, List<String> waitsFor, boolean isImplied) {
        Waiting {
            waitsFor = List.copyOf(waitsFor);
        }
    }

    /**
     * Nodes that wait for each other.
     *
     * @param at the first of them in the file
     * @param ids each waits for the next; the last is the first
     */
    record Cycle(Position at, List<String> ids, boolean hasImplied) {
        Cycle {
            ids = List.copyOf(ids);
        }
    }

    /** Cycles that share no node, in the order of the file; ids that are not nodes are nobody's concern here. */
    static List<Cycle> cycles(Map<String, Waiting> nodes) {
        Map<String, Set<String>> open = new LinkedHashMap<>();
        nodes.forEach((id, node) -> {
            Set<String> waitsFor = new LinkedHashSet<>(node.waitsFor());
            waitsFor.retainAll(nodes.keySet());
            open.put(id, waitsFor);
        });
        List<Cycle> cycles = new ArrayList<>();
        finish(open, open.keySet());
        while (!open.isEmpty()) {
            List<String> ids = cycleIn(open);
            cycles.add(cycle(ids, nodes));
            finish(open, ids);
        }
        return cycles;
    }

    /** Removes every candidate that may go, and whatever may go because of it. */
    private static void finish(Map<String, Set<String>> open, Set<String> candidates) {
        Map<String, List<String>> waiters = new HashMap<>();
        open.forEach((id, waitsFor) -> waitsFor.forEach(other ->
                waiters.computeIfAbsent(other, key -> new ArrayList<>()).add(id)));
        Deque<String> free = new ArrayDeque<>();
        candidates.stream()
                .filter(id -> open.getOrDefault(id, Set.of()).isEmpty())
                .forEach(free::add);
        while (!free.isEmpty()) {
            String done = free.remove();
            open.remove(done);
            for (String waiter : waiters.getOrDefault(done, List.of())) {
                Set<String> rest = open.get(waiter);
                if (rest != null && rest.remove(done) && rest.isEmpty()) {
                    free.add(waiter);
                }
            }
        }
    }

    private static void finish(Map<String, Set<String>> open, List<String> cycle) {
        cycle.forEach(id -> open.put(id, new LinkedHashSet<>()));
        finish(open, Set.copyOf(cycle));
    }

    /** Every open node waits for an open one, so following them comes around. */
    private static List<String> cycleIn(Map<String, Set<String>> open) {
        List<String> path = new ArrayList<>();
        String id = open.keySet().iterator().next();
        while (!path.contains(id)) {
            path.add(id);
            id = known(open, id).iterator().next();
        }
        return path.subList(path.indexOf(id), path.size());
    }

    private static Cycle cycle(List<String> ids, Map<String, Waiting> nodes) {
        String first =
                Collections.min(ids, Comparator.comparing(id -> known(nodes, id).at()));
        List<String> turned = new ArrayList<>(ids);
        Collections.rotate(turned, -ids.indexOf(first));
        turned.add(first);
        boolean hasImplied = ids.stream().anyMatch(id -> known(nodes, id).isImplied());
        return new Cycle(known(nodes, first).at(), turned, hasImplied);
    }

    private static <V> V known(Map<String, V> nodes, String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }
}
