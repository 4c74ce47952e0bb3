package dev.builderos.gateway.api;

import java.util.List;

/**
 * Log lines in order.
 *
 * @param ended whether the step is over and no line will follow the last one stored
 */
public record LogPage(List<LogLine> lines, boolean ended) {
    public LogPage {
        lines = List.copyOf(lines);
    }
}
