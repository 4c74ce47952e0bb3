package dev.builderos.gateway.api;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are meant: those that fit all that is said here; null says nothing.
 *
 * @param pipeline the name of the pipeline
 * @param requestedBy who asked for it, e.g. {@code local:owner}
 * @param states where it may stand; empty for anywhere
 * @param since admitted then or later
 * @param until admitted before
 * @param prompt the digest of a prompt version: only runs that were admitted with it
 */
public record RunFilter(
        @Nullable String project,
        @Nullable String pipeline,
        @Nullable String requestedBy,
        List<RunState> states,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String prompt) {
    public static final RunFilter ALL = of(null);

    public RunFilter {
        states = List.copyOf(states);
    }

    /** Whatever prompts they have. */
    public RunFilter(
            @Nullable String project,
            @Nullable String pipeline,
            @Nullable String requestedBy,
            List<RunState> states,
            @Nullable Instant since,
            @Nullable Instant until) {
        this(project, pipeline, requestedBy, states, since, until, null);
    }

    /** The runs of a project, or of all for null. */
    public static RunFilter of(@Nullable String project) {
        return new RunFilter(project, null, null, List.of(), null, null);
    }

    /** Names and values of the query, by turns. */
    @Nullable
    Object[] parameters(@Nullable String before, int limit) {
        String named = states.stream().map(RunState::name).collect(Collectors.joining(","));
        return new @Nullable Object[] {
            "project", project,
            "pipeline", pipeline,
            "by", requestedBy,
            "state", named.isEmpty() ? null : named,
            "since", since,
            "until", until,
            "prompt", prompt,
            "before", before,
            "limit", limit
        };
    }
}
