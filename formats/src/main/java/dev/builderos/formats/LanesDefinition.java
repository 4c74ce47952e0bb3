package dev.builderos.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists of nodes that run beside each other.
 *
 * @param id as written, or {@code lanes-N} for the N-th lanes of the file
 * @param lanes by name, in the order of the file
 * @param maxParallel how many lanes run at once; all of them when absent
 * @param join when the lanes as a whole are done
 * @param failFast whether the first failure that decides the join stops the others
 */
public record LanesDefinition(
        String id,
        List<String> needs,
        Map<String, List<Node>> lanes,
        @Nullable Integer maxParallel,
        Join join,
        boolean failFast,
        Position at)
        implements Node {

    public LanesDefinition {
        needs = List.copyOf(needs);
        lanes = Ordered.copyLists(lanes);
    }
}
