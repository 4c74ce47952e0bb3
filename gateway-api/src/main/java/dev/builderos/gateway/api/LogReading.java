package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Understands the events of log streams: {@code line}, and {@code lines} for several at once. Those are read by a parser alone,
 * as lines come by the hundred thousand, and as a command that shows a few has no time to get an {@code ObjectMapper} ready.
 */
final class LogReading {
    private final JsonParser json;

    /** Lines that came together have the same time more often than not. */
    private String lastTime = "";

    private Instant lastInstant = Instant.EPOCH;

    private LogReading(JsonParser json) {
        this.json = json;
    }

    static List<LogLine> ofStep(String name, String data) throws IOException {
        return switch (name) {
            case "line" -> List.of(one(data, LogLine.class));
            case "lines" -> lines(data).lines();
            default -> List.of();
        };
    }

    static List<StepLogLine> ofRun(String name, String data) throws IOException {
        return switch (name) {
            case "line" -> List.of(one(data, StepLogLine.class));
            case "lines" -> {
                LogLines lines = lines(data);
                String step = Objects.requireNonNullElse(lines.step(), "");
                yield lines.lines().stream()
                        .map(line -> new StepLogLine(step, line.n(), line.at(), line.stream(), line.text()))
                        .toList();
            }
            default -> List.of();
        };
    }

    private static <T> T one(String data, Class<T> type) throws IOException {
        return RecordJson.read(data.getBytes(StandardCharsets.UTF_8), type);
    }

    private static LogLines lines(String data) throws IOException {
        try (JsonParser json = RecordJson.FACTORY.createParser(data)) {
            json.nextToken();
            return new LogReading(json).lines();
        }
    }

    private LogLines lines() throws IOException {
        String step = null;
        List<LogLine> lines = new ArrayList<>();
        expect(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "step" -> step = json.getValueAsString();
                case "lines" -> {
                    expect(JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        lines.add(line());
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new LogLines(step, lines);
    }

    private LogLine line() throws IOException {
        long n = 0;
        Instant at = null;
        String stream = null;
        String text = null;
        expect(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "n" -> n = json.getLongValue();
                case "at" -> at = instant();
                case "stream" -> stream = json.getValueAsString();
                case "text" -> text = json.getValueAsString();
                default -> json.skipChildren();
            }
        }
        return new LogLine(n, given(at), given(stream), given(text));
    }

    private Instant instant() throws IOException {
        String time = json.getText();
        if (!time.equals(lastTime)) {
            try {
                lastInstant = InstantText.parse(time);
            } catch (DateTimeException e) {
                throw new JsonParseException(json, "no time: " + time, e);
            }
            lastTime = time;
        }
        return lastInstant;
    }

    private <T> T given(@Nullable T value) throws IOException {
        if (value == null) {
            throw new JsonParseException(json, "a line without its time, stream or text");
        }
        return value;
    }

    private void expect(JsonToken expected) throws IOException {
        if (json.currentToken() != expected) {
            throw new JsonParseException(json, "expected " + expected + ", got " + json.currentToken());
        }
    }
}
