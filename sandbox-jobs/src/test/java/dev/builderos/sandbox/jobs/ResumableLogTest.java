package dev.builderos.sandbox.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumableLogTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ResumableLog log = new ResumableLog(out::write);

    private record Line(Instant at, String text) {}

    /** What a node gives from a time on, whole seconds only. */
    private static byte[] given(List<Line> lines, String since) {
        StringBuilder text = new StringBuilder();
        lines.stream()
                .filter(line -> since == null || !line.at().isBefore(Instant.parse(since)))
                .forEach(line ->
                        text.append(line.at()).append(' ').append(line.text()).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void passesEachByteOnceWhereverTheConnectionBreaks(long seed) {
        Random random = new Random(seed);
        List<Line> lines = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        Instant at = NOON;
        for (int i = 0; i < 60; i++) {
            // Several of the same nanosecond, several of the same second, pauses; some are empty, some are the same.
            at = at.plusNanos(random.nextInt(3) * 250_000_000L);
            String text = "é".repeat(random.nextInt(4)) + (random.nextBoolean() ? "" : i % 5);
            lines.add(new Line(at, text));
            expected.append(text).append('\n');
        }
        while (true) {
            byte[] bytes = given(lines, log.begin());
            boolean last = random.nextInt(40) == 0;
            int upTo = last ? bytes.length : random.nextInt(bytes.length + 1);
            for (int from = 0; from < upTo; ) {
                int count = Math.min(upTo - from, 1 + random.nextInt(9));
                log.write(bytes, from, count);
                from += count;
            }
            if (last) {
                break;
            }
        }
        assertThat(out.toString(UTF_8)).isEqualTo(expected.toString());
    }

    @Test
    void leavesNothingOutWhenTheNodeHasThrownOldLinesAway() {
        log.begin();
        log.write(given(List.of(new Line(NOON, "a"), new Line(NOON, "b")), null), 0, 46);
        String since = log.begin();
        byte[] rest = given(List.of(new Line(NOON.plusSeconds(5), "c")), since);
        log.write(rest, 0, rest.length);
        assertThat(out.toString(UTF_8)).isEqualTo("a\nb\nc\n");
    }

    @Test
    void takesNoErrorForOutput() {
        log.begin();
        byte[] error = "{\"kind\":\"Status\",\"code\":400}\n".getBytes(UTF_8);
        assertThatThrownBy(() -> log.write(error, 0, error.length)).hasMessageContaining("without timestamps");
        assertThat(out.size()).isZero();
    }
}
