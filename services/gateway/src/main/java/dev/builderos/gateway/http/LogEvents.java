package dev.builderos.gateway.http;

import dev.builderos.gateway.api.Gap;
import dev.builderos.gateway.usecase.Line;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Log lines as server-sent events: {@code line} with one {@code LogLine} each, or {@code lines} with a {@code LogLines} of
 * several, which costs both sides far less where many come. Lines are JSON already and are only put together here.
 */
final class LogEvents {
    private static final SharedEvent SHARED_OF_STEP = new SharedEvent();
    private static final SharedEvent SHARED_OF_RUN = new SharedEvent();

    private final int batch;
    private final boolean named;
    private final SharedEvent shared;

    private LogEvents(int batch, boolean named, SharedEvent shared) {
        this.batch = batch;
        this.named = named;
        this.shared = shared;
    }

    /** @param batch lines in one event at most, 0 for an event each */
    static ServerSentEvents<Line> ofStep(int batch) {
        return new LogEvents(batch, false, SHARED_OF_STEP).form();
    }

    /** The same, with the step in everything. */
    static ServerSentEvents<Line> ofRun(int batch) {
        return new LogEvents(batch, true, SHARED_OF_RUN).form();
    }

    private ServerSentEvents<Line> form() {
        return new ServerSentEvents<>(
                this::events, missing -> new Gap(named ? missing.of() : null, missing.from(), missing.to()));
    }

    private Stream<byte[]> events(String step, List<Line> lines) {
        if (batch == 0) {
            return lines.stream().map(line -> one(step, line));
        }
        return IntStream.iterate(0, from -> from < lines.size(), from -> from + batch)
                .mapToObj(from -> lines.subList(from, Math.min(lines.size(), from + batch)))
                .map(some -> shared.of(some, together -> several(step, together)));
    }

    private byte[] one(String step, Line line) {
        return ServerSentEvents.event(
                "line", id(step, line), named ? beginning(step) + line.json().substring(1) : line.json());
    }

    private byte[] several(String step, List<Line> lines) {
        StringBuilder json = new StringBuilder(
                lines.stream().mapToInt(line -> line.json().length() + 1).sum() + 128);
        json.append(beginning(step)).append("\"lines\":[");
        for (int i = 0; i < lines.size(); i++) {
            json.append(i == 0 ? "" : ",").append(lines.get(i).json());
        }
        return ServerSentEvents.event("lines", id(step, lines.getLast()), json.append("]}"));
    }

    /** What the client names when it comes back. */
    private String id(String step, Line last) {
        return named ? step + ":" + last.n() : String.valueOf(last.n());
    }

    private String beginning(String step) {
        return named ? "{\"step\":\"" + step + "\"," : "{";
    }
}
