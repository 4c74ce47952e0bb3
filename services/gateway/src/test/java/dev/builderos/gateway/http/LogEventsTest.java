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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
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

    private record Event(String name, @Nullable String id, String data) {}

    private static List<Event> events(ServerSentEvents<Line> form) {
        Multi<Sent<Line>> stream = Multi.createFrom().items(lines(1, 5), new Sent.Missing<>("unit", 6, 7), lines(8, 8));
        return form.of(stream)
                .events()
                .map(event -> new String(event, StandardCharsets.UTF_8))
                .map(LogEventsTest::parsed)
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private static Event parsed(String written) {
        assertThat(written).endsWith("\n\n");
        Map<String, String> fields = written.lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        return new Event(fields.getOrDefault("event", ""), fields.get("id"), fields.getOrDefault("data", ""));
    }

    private static <T> T read(Event event, Class<T> type) throws JsonProcessingException {
        return GatewayJson.mapper().readValue(event.data(), type);
    }

    @Test
    void givesEachLineAnEventWhenNobodyAsksForBatches() throws JsonProcessingException {
        List<Event> events = events(LogEvents.ofStep(0));

        assertThat(events)
                .extracting(Event::name)
                .containsExactly("line", "line", "line", "line", "line", "gap", "line");
        assertThat(events.get(4).id()).isEqualTo("5");
        assertThat(read(events.get(4), LogLine.class)).isEqualTo(logLine(5));
        assertThat(read(events(LogEvents.ofRun(0)).get(4), StepLogLine.class))
                .isEqualTo(new StepLogLine("unit", 5, AT, "out", "line 5"));
    }

    @Test
    void putsNoMoreLinesIntoAnEventThanAskedForAndNamesTheLast() throws JsonProcessingException {
        List<Event> events = events(LogEvents.ofStep(2));

        assertThat(events).extracting(Event::name).containsExactly("lines", "lines", "lines", "gap", "lines");
        assertThat(events).extracting(Event::id).containsExactly("2", "4", "5", null, "8");
        assertThat(read(events.get(1), LogLines.class)).isEqualTo(new LogLines(null, List.of(logLine(3), logLine(4))));
    }

    @Test
    void namesTheStepWhereThereAreSeveral() throws JsonProcessingException {
        List<Event> events = events(LogEvents.ofRun(10));

        assertThat(events.getFirst().id()).isEqualTo("unit:5");
        assertThat(read(events.getFirst(), LogLines.class).step()).isEqualTo("unit");
        assertThat(events.get(1).data()).contains("\"step\":\"unit\"");
    }

    @Test
    void tellsFirstHowLongToWaitBeforeComingBack() {
        List<byte[]> events = LogEvents.ofStep(10)
                .of(Multi.createFrom().items(new Sent.Heartbeat<>(), lines(1, 1), new Sent.Ended<>()))
                .events()
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(events)
                .extracting(event -> new String(event, StandardCharsets.UTF_8))
                .satisfiesExactly(
                        first -> assertThat(first).matches("retry: [1-4][0-9]{3}\n:\n\n"),
                        second -> assertThat(second).startsWith("event: lines\nid: 1\ndata: {\"lines\":["),
                        third -> assertThat(third).isEqualTo("event: end\ndata: {}\n\n"));
    }

    @Test
    void writesTheSameLinesOnceForAllWhoFollowThem() {
        Sent<Line> sent = lines(1, 5);

        assertThat(second(LogEvents.ofStep(10), sent)).isSameAs(second(LogEvents.ofStep(10), sent));
        assertThat(second(LogEvents.ofRun(10), sent)).isSameAs(second(LogEvents.ofRun(10), sent));
        assertThat(second(LogEvents.ofStep(10), sent)).isNotEqualTo(second(LogEvents.ofRun(10), sent));
        assertThat(second(LogEvents.ofStep(10), sent))
                .isNotSameAs(second(LogEvents.ofStep(10), lines(1, 5)))
                .isNotEqualTo(second(LogEvents.ofStep(4), sent));
    }

    private static byte[] second(ServerSentEvents<Line> form, Sent<Line> sent) {
        return form.of(Multi.createFrom().items(new Sent.Heartbeat<>(), sent))
                .events()
                .collect()
                .asList()
                .await()
                .atMost(Duration.ofSeconds(5))
                .get(1);
    }
}
