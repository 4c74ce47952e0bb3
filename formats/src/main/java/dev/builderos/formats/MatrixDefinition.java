package dev.builderos.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code matrix} of a step and the keys beside it: the step is carried out once for each combination of values.
 *
 * @param axes values by name, in the order of the file (String, Long, Double, Boolean)
 * @param exclude combinations that are left out; each names some axes, and leaves out whatever agrees with it
 * @param maxParallel how many at once; all of them when absent
 */
public record MatrixDefinition(
        Map<String, List<Object>> axes,
        List<Map<String, Object>> exclude,
        @Nullable Integer maxParallel,
        Join join,
        boolean failFast) {
    /** More combinations than a matrix can have. */
    public static final int MAX_COMBINATIONS = 256;

    public MatrixDefinition {
        axes = Ordered.copyLists(axes);
        exclude = List.copyOf(exclude);
    }

    /** How many combinations there are before any is left out. */
    public long size() {
        return axes.values().stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
    }

    /** Value by axis, the last axis changing fastest. */
    public List<Map<String, Object>> combinations() {
        List<Map<String, Object>> all = List.of(Map.of());
        for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> begun : all) {
                for (Object value : axis.getValue()) {
                    Map<String, Object> next = new LinkedHashMap<>(begun);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all.stream()
                .filter(one -> exclude.stream().noneMatch(out -> one.entrySet().containsAll(out.entrySet())))
                .map(Ordered::copy)
                .toList();
    }
}
