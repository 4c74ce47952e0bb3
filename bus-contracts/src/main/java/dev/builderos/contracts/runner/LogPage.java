package dev.builderos.contracts.runner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Log lines in order.
 *
 * @param ended whether the step is over and no line will follow the last one stored
 * @param more whether lines behind these are stored already; null from a runner that does not say
 * @param capped whether the log was full and lines were left out, as a line of it says too; null from a runner that does not
 *     say
 */
public record LogPage(
        List<LogLine> lines,
        boolean ended,
        @Nullable Boolean more,
        @Nullable Boolean capped) {
    public LogPage {
        lines = List.copyOf(lines);
    }
}
