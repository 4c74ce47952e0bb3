package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are meant: those that fit all that is said here; null says nothing.
 *
 * @param pipeline the name of the pipeline
 * @param requestedBy who asked for it, e.g. {@code local:owner}
 * @param states where it may stand; empty for anywhere
 * @param since admitted then or later
 * @param until admitted before
 */
public record RunFilter(
        @Nullable String project,
        @Nullable String pipeline,
        @Nullable String requestedBy,
        List<RunState> states,
        @Nullable Instant since,
        @Nullable Instant until) {
    public static final RunFilter ALL = of(null);

    public RunFilter {
        states = List.copyOf(states);
    }

    /** The runs of a project, or of all for null. */
    public static RunFilter of(@Nullable String project) {
        return new RunFilter(project, null, null, List.of(), null, null);
    }
}
