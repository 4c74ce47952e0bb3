package dev.builderos.runner.engine;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Which actions a pipeline may name; what they do is known elsewhere. */
public record ToolCatalog(Set<String> actions) {
    public ToolCatalog {
        actions = Set.copyOf(actions);
    }

    public static ToolCatalog of(Collection<String> actions) {
        return new ToolCatalog(Set.copyOf(actions));
    }

    Set<String> sorted() {
        return new TreeSet<>(actions);
    }
}
