package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
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
    private static final SharedEvent OF_STEP = new SharedEvent();
    private static final SharedEvent OF_RUN = new SharedEvent();

    private LogEvents() {}

    /** @param batch lines in one event at most, 0 for an event each */
    static ServerSentEvents<Line> ofStep(int batch) {
        BiFunction<String, Line, String> id = (step, line) -> String.valueOf(line.n());
        return new ServerSentEvents<>(
                batch == 0
                        ? each(id, (step, line) -> line.json())
                        : together(batch, (step, lines) -> OF_STEP.of(lines, some -> lines(id, step, "{", some))),
                missing -> new Gap(null, missing.from(), missing.to()));
    }

    /** The same, with the step in everything. */
    static ServerSentEvents<Line> ofRun(int batch) {
        BiFunction<String, Line, String> id = (step, line) -> step + ":" + line.n();
        return new ServerSentEvents<>(
                batch == 0
                        ? each(id, (step, line) -> of(step) + line.json().substring(1))
                        : together(batch, (step, lines) -> OF_RUN.of(lines, some -> lines(id, step, of(step), some))),
                missing -> new Gap(missing.of(), missing.from(), missing.to()));
    }

    private static String of(String step) {
        return "{\"step\":\"" + step + "\",";
    }

    private static BiFunction<String, List<Line>, Stream<byte[]>> each(
            BiFunction<String, Line, String> id, BiFunction<String, Line, String> json) {
        return (step, lines) -> lines.stream()
                .map(line -> ServerSentEvents.event("line", id.apply(step, line), json.apply(step, line)));
    }

    private static BiFunction<String, List<Line>, Stream<byte[]>> together(
            int batch, BiFunction<String, List<Line>, byte[]> event) {
        return (step, lines) -> IntStream.iterate(0, from -> from < lines.size(), from -> from + batch)
                .mapToObj(from -> lines.subList(from, Math.min(lines.size(), from + batch)))
                .map(some -> event.apply(step, some));
    }

    private static byte[] lines(BiFunction<String, Line, String> id, String step, String beginning, List<Line> lines) {
        StringBuilder json = new StringBuilder(beginning.length()
                + lines.stream().mapToInt(line -> line.json().length() + 1).sum()
                + 16);
        json.append(beginning).append("\"lines\":[");
        for (int i = 0; i < lines.size(); i++) {
            json.append(i == 0 ? "" : ",").append(lines.get(i).json());
        }
        return ServerSentEvents.event("lines", id.apply(step, lines.getLast()), json.append("]}"));
    }
}
