package dev.builderos.contracts.runner;

import dev.builderos.contracts.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is different when a run that is over goes on.
 *
 * @param snapshot the files it goes on with; null for those it had
 * @param inputs replace those of the run, one by one
 * @param model {@code provider:name} that replaces the models the files name; null for what held before
 * @param invalidate steps, or names of artifacts for the steps that left them; they run again, and so does what needs them
 */
public record ResumeChanges(
        @Nullable Digest snapshot,
        Map<String, Object> inputs,
        @Nullable String model,
        List<String> invalidate) {
    /** The run goes on as it was. */
    public static final ResumeChanges NONE = new ResumeChanges(null, Map.of(), null, List.of());

    public ResumeChanges {
        inputs = Map.copyOf(inputs);
        invalidate = List.copyOf(invalidate);
    }

    /** Whether the plan has to be made anew. */
    public boolean changePlan() {
        return snapshot != null || !inputs.isEmpty() || model != null;
    }
}
