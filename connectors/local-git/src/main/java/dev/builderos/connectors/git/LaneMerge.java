package dev.builderos.connectors.git;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of merging lanes. */
public sealed interface LaneMerge {

    /** The run's branch and worktree stand at this commit, which holds every lane. */
    record Merged(String commit) implements LaneMerge {}

    /**
     * Nothing was changed.
     *
     * @param files the conflicting paths of each lane that does not merge onto the run and the lanes before it
     */
    record Conflicted(Map<String, List<String>> files) implements LaneMerge {
        public Conflicted {
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }
    }
}
