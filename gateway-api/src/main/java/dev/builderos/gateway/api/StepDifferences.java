package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step in both runs.
 *
 * @param run how it went in the first; null when that run has no such step
 * @param other how it went in the second; null when that run has no such step
 * @param because why it was not the same work, in sentences; empty when it was, or did not start in both
 * @param differences how else it differs; empty when it went the same, whatever time it took
 */
public record StepDifferences(
        String id,
        @Nullable StepSide run,
        @Nullable StepSide other,
        List<String> because,
        List<Difference> differences) {
    public StepDifferences {
        because = List.copyOf(because);
        differences = List.copyOf(differences);
    }
}
