package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that were found, by step in the order of the plan, then by number. An answer ends when there are enough, and when
 * searching took long; then there may be none in it although some follow.
 *
 * @param next where to go on searching; null when everything stored so far has been searched
 */
public record LogMatches(
        List<StepLogLine> matches, @Nullable String next) {
    public LogMatches {
        matches = List.copyOf(matches);
    }
}
