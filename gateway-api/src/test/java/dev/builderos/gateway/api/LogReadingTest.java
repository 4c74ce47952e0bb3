package dev.builderos.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogReadingTest {
    private static final LogLine FIRST =
            new LogLine(1, Instant.parse("2026-11-22T10:00:00.120Z"), "out", "a \u00e9\n\"b\"");
    private static final LogLine SECOND = new LogLine(2, Instant.parse("2026-11-22T10:00:00.120Z"), "err", "");
    private static final LogLine THIRD = new LogLine(3, Instant.parse("2026-11-22T10:00:01Z"), "sys", "end");

    @Test
    void readsWhatTheServerWrites() throws IOException {
        String data = text(new LogLines("unit", List.of(FIRST, SECOND, THIRD)));

        assertThat(LogReading.ofStep("lines", data)).containsExactly(FIRST, SECOND, THIRD);
        assertThat(LogReading.ofRun("lines", data))
                .extracting(StepLogLine::step, StepLogLine::n, StepLogLine::text)
                .containsExactly(tupleOf(FIRST), tupleOf(SECOND), tupleOf(THIRD));
    }

    @Test
    void readsALineOfItsOwn() throws IOException {
        assertThat(LogReading.ofStep("line", text(FIRST))).containsExactly(FIRST);
        StepLogLine ofRun = new StepLogLine("unit", 1, FIRST.at(), "out", "x");
        assertThat(LogReading.ofRun("line", text(ofRun))).containsExactly(ofRun);
    }

    @Test
    void leavesAsideWhatItDoesNotKnow() throws IOException {
        String data =
                "{\"lines\":[{\"x\":[{}],\"text\":\"t\",\"n\":7,\"stream\":\"out\",\"at\":\"2026-11-22T10:00:01Z\"}],\"y\":{},\"step\":\"unit\"}";

        assertThat(LogReading.ofRun("lines", data)).containsExactly(new StepLogLine("unit", 7, THIRD.at(), "out", "t"));
        assertThat(LogReading.ofRun("weather", "{")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"lines\":{}}",
                "{\"lines\":[7]}",
                "{\"lines\":[{\"n\":1,\"at\":\"2026-11-22T10:00:01Z\",\"stream\":\"out\"}]}",
                "{\"lines\":[{\"n\":1,\"at\":\"yesterday\",\"stream\":\"out\",\"text\":\"\"}]}",
                "{\"lines\":[{\"n\":\"1\",\"at\":\"2026-11-22T10:00:01Z\",\"stream\":\"out\",\"text\":\"\"}]}",
                "{\"lines\":[{\"n\":1"
            })
    void refusesWhatAreNoLines(String data) {
        assertThatThrownBy(() -> LogReading.ofStep("lines", data)).isInstanceOf(IOException.class);
    }

    private static Tuple tupleOf(LogLine line) {
        return tuple("unit", line.n(), line.text());
    }

    private static String text(Object value) {
        return new String(GatewayJson.write(value), StandardCharsets.UTF_8);
    }
}
