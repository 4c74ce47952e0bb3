package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final StepId STEP = new StepId("unit");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path directory;

    private static List<LogStore.Unnumbered> lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new LogStore.Unnumbered(AT, "out", "line " + i + "\tof\tmany"))
                .toList();
    }

    @Test
    void numbersLinesAndReadsThemFromAnywhereWhileItIsWritten() {
        LogStore store = new LogStore(directory);
        try (LogStore.Appender log = store.append(RUN, STEP)) {
            log.write(lines(1, 2_500));

            assertThat(store.read(RUN, STEP, 2_498, 10))
                    .extracting(LogLine::n, LogLine::text)
                    .containsExactly(tuple(2_499L, "line 2499\tof\tmany"), tuple(2_500L, "line 2500\tof\tmany"));
            assertThat(store.read(RUN, STEP, 0, 3)).extracting(LogLine::n).containsExactly(1L, 2L, 3L);
        }
        assertThat(store.read(RUN, STEP, 1_999, 2)).extracting(LogLine::n).containsExactly(2_000L, 2_001L);
    }

    @Test
    void goesOnBehindTheLastWholeLineAfterACrash() throws IOException {
        LogStore store = new LogStore(directory);
        try (LogStore.Appender log = store.append(RUN, STEP)) {
            log.write(lines(1, 3));
        }
        Path file = directory.resolve(RUN.value()).resolve("unit.log");
        Files.writeString(file, "4\t17000", StandardOpenOption.APPEND);

        LogStore afterwards = new LogStore(directory);
        try (LogStore.Appender log = afterwards.append(RUN, STEP)) {
            log.write(lines(4, 1));
            assertThat(log.total().lines()).isEqualTo(4);
        }
        assertThat(afterwards.read(RUN, STEP, 0, 100))
                .extracting(LogLine::text)
                .containsExactly("line 1\tof\tmany", "line 2\tof\tmany", "line 3\tof\tmany", "line 4\tof\tmany");
    }
}
