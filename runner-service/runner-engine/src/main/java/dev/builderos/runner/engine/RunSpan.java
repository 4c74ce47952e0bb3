package dev.builderos.runner.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time of a run, as a span of a trace (OpenTelemetry).
 *
 * @param id 16 digits of hex; the same for the same part of the same run
 * @param parent the span it is part of; null for the run itself
 * @param error why it did not go well; null when it did
 * @param attributes texts, whole numbers and truth values
 */
public record RunSpan(
        String id,
        @Nullable String parent,
        String name,
        Instant start,
        Instant end,
        @Nullable String error,
        Map<String, Object> attributes,
        List<Event> events) {
    public RunSpan {
        attributes = Map.copyOf(attributes);
        events = List.copyOf(events);
    }

    /** Something that happened at one moment of a span. */
    public record Event(Instant at, String name, Map<String, Object> attributes) {
        public Event {
            attributes = Map.copyOf(attributes);
        }
    }
}
