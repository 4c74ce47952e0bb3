package dev.builderos.gateway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data of a {@code lines} event: several lines of one step in order.
 *
 * @param step the step that wrote them; null in a stream of one step
 */
public record LogLines(@Nullable String step, List<LogLine> lines) {
    public LogLines {
        lines = List.copyOf(lines);
    }
}
