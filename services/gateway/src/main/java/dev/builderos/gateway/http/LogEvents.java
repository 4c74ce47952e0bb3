package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.http.ServerSentEvents.Event;
import dev.builderos.gateway.usecase.Line;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Log lines as server-sent events: {@code line} with one {@code LogLine} each, or {@code lines} with a {@code LogLines} of
 * several, which costs both sides far less where many come. Lines are JSON already and are only put together here.
 */
final class LogEvents {
    private LogEvents() {}

    /** @param batch lines in one event at most, 0 for an event each */
    static ServerSentEvents<Line> ofStep(int batch) {
        return new ServerSentEvents<>(
                events(batch, (step, line) -> String.valueOf(line.n()), (step, json) -> json),
                missing -> new Gap(null, missing.from(), missing.to()));
    }

    /** The same, with the step in everything. */
    static ServerSentEvents<Line> ofRun(int batch) {
        return new ServerSentEvents<>(
                events(
                        batch,
                        (step, line) -> step + ":" + line.n(),
                        (step, json) -> "{\"step\":\"" + step + "\"," + json.substring(1)),
                missing -> new Gap(missing.of(), missing.from(), missing.to()));
    }

    private static BiFunction<String, List<Line>, Stream<Event>> events(
            int batch, BiFunction<String, Line, String> id, BiFunction<String, String, String> ofStep) {
        if (batch == 0) {
            return (step, lines) -> lines.stream()
                    .map(line -> new Event(id.apply(step, line), "line", ofStep.apply(step, line.json())));
        }
        return (step, lines) -> IntStream.iterate(0, from -> from < lines.size(), from -> from + batch)
                .mapToObj(from -> lines.subList(from, Math.min(lines.size(), from + batch)))
                .map(some -> new Event(id.apply(step, some.getLast()), "lines", ofStep.apply(step, together(some))));
    }

    private static String together(List<Line> lines) {
        StringBuilder json = new StringBuilder(
                lines.stream().mapToInt(line -> line.json().length() + 1).sum() + 16);
        json.append("{\"lines\":[");
        for (int i = 0; i < lines.size(); i++) {
            json.append(i == 0 ? "" : ",").append(lines.get(i).json());
        }
        return json.append("]}").toString();
    }
}
