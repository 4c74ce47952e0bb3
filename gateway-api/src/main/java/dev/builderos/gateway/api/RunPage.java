package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of runs, newest first.
 *
 * @param setAside those of the page that cannot be read
 * @param next what to give as {@code before} for the next page; null on the last one
 */
public record RunPage(
        List<RunSummary> runs,
        List<SetAsideRun> setAside,
        @Nullable String next) {
    public RunPage {
        runs = List.copyOf(runs);
        setAside = List.copyOf(setAside);
    }
}
