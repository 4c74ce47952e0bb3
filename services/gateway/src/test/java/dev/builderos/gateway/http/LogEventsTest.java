package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.LogLines;
import dev.builderos.gateway.api.StepLogLine;
import dev.builderos.gateway.usecase.Line;
import dev.builderos.gateway.usecase.Sent;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogEventsTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");

    private static LogLine logLine(long n) {
        return new LogLine(n, AT, "out", "line " + n);
    }

    private static Sent<Line> lines(long from, long to) {
        return new Sent.Items<>(
                "unit",
                LongStream.rangeClosed(from, to)
                        .mapToObj(n -> new Line(n, new String(GatewayJson.write(logLine(n)), StandardCharsets.UTF_8)))
                        .toList());
    }

    private static List<OutboundSseEvent> events(ServerSentEvents<Line> form) {
        return form.of(Multi.createFrom().items(lines(1, 5), new Sent.Missing<>("unit", 6, 7), lines(8, 8)))
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private static <T> T read(OutboundSseEvent event, Class<T> type) throws JsonProcessingException {
        return GatewayJson.mapper().readValue((String) event.getData(), type);
    }

    @Test
    void givesEachLineAnEventWhenNobodyAsksForBatches() throws JsonProcessingException {
        List<OutboundSseEvent> events = events(LogEvents.ofStep(0));

        assertThat(events)
                .extracting(OutboundSseEvent::getName)
                .containsExactly("line", "line", "line", "line", "line", "gap", "line");
        assertThat(events.get(4).getId()).isEqualTo("5");
        assertThat(read(events.get(4), LogLine.class)).isEqualTo(logLine(5));
        assertThat(read(events(LogEvents.ofRun(0)).get(4), StepLogLine.class))
                .isEqualTo(new StepLogLine("unit", 5, AT, "out", "line 5"));
    }

    @Test
    void putsNoMoreLinesIntoAnEventThanAskedForAndNamesTheLast() throws JsonProcessingException {
        List<OutboundSseEvent> events = events(LogEvents.ofStep(2));

        assertThat(events)
                .extracting(OutboundSseEvent::getName)
                .containsExactly("lines", "lines", "lines", "gap", "lines");
        assertThat(events).extracting(OutboundSseEvent::getId).containsExactly("2", "4", "5", null, "8");
        assertThat(read(events.get(1), LogLines.class)).isEqualTo(new LogLines(null, List.of(logLine(3), logLine(4))));
    }

    @Test
    void namesTheStepWhereThereAreSeveral() throws JsonProcessingException {
        List<OutboundSseEvent> events = events(LogEvents.ofRun(10));

        assertThat(events.getFirst().getId()).isEqualTo("unit:5");
        assertThat(read(events.getFirst(), LogLines.class).step()).isEqualTo("unit");
        assertThat((String) events.get(1).getData()).contains("\"step\":\"unit\"");
    }
}
