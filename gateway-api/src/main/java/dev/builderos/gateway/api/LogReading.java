package dev.builderos.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Objects;

/** Understands the events of log streams: {@code line}, and {@code lines} for several at once. */
final class LogReading {
    private LogReading() {}

    static List<LogLine> ofStep(String name, String data) throws JsonProcessingException {
        return switch (name) {
            case "line" -> List.of(GatewayJson.mapper().readValue(data, LogLine.class));
            case "lines" -> GatewayJson.mapper().readValue(data, LogLines.class).lines();
            default -> List.of();
        };
    }

    static List<StepLogLine> ofRun(String name, String data) throws JsonProcessingException {
        return switch (name) {
            case "line" -> List.of(GatewayJson.mapper().readValue(data, StepLogLine.class));
            case "lines" -> {
                LogLines lines = GatewayJson.mapper().readValue(data, LogLines.class);
                String step = Objects.requireNonNullElse(lines.step(), "");
                yield lines.lines().stream()
                        .map(line -> new StepLogLine(step, line.n(), line.at(), line.stream(), line.text()))
                        .toList();
            }
            default -> List.of();
        };
    }
}
