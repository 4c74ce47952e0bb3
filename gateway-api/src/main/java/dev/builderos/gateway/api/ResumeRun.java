package dev.builderos.gateway.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets a paused run go on, or takes one up again that is over.
 *
 * @param snapshot the files a run that is over goes on with, as {@code putSnapshot} named them; null for those it had
 * @param inputs replace those of the run, one by one
 * @param model {@code provider:name} that replaces the models the files name; null for what held before
 * @param invalidate steps, or names of artifacts for the steps that left them; they run again, and so does what needs them
 * @param reason goes into the record
 */
public record ResumeRun(
        @Nullable String snapshot,
        Map<String, Object> inputs,
        @Nullable String model,
        List<String> invalidate,
        @Nullable String reason) {
    /** The run goes on as it was. */
    public static final ResumeRun AS_IT_WAS = new ResumeRun(null, Map.of(), null, List.of(), null);

    public ResumeRun {
        inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
        invalidate = invalidate == null ? List.of() : List.copyOf(invalidate);
    }
}
