package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a run. Answered after the run and its first facts are committed.
 *
 * @param pipeline path of the pipeline in the snapshot, or {@code builtin/NAME.yaml}
 * @param idempotencyKey asking again with the same key, org and project gives the same run; null for none
 * @param untrusted the inputs nobody vouches for, whatever the pipeline says of them; null for none
 */
public record StartRun(
        Requester requester,
        ProjectId project,
        Digest snapshot,
        String pipeline,
        Map<String, Object> inputs,
        RunOptions options,
        @Nullable String idempotencyKey,
        @Nullable List<String> untrusted) {
    public StartRun {
        inputs = Map.copyOf(inputs);
        untrusted = untrusted == null ? null : List.copyOf(untrusted);
    }

    /** With inputs of which only the pipeline says whether somebody vouches for them. */
    public StartRun(
            Requester requester,
            ProjectId project,
            Digest snapshot,
            String pipeline,
            Map<String, Object> inputs,
            RunOptions options,
            @Nullable String idempotencyKey) {
        this(requester, project, snapshot, pipeline, inputs, options, idempotencyKey, null);
    }
}
