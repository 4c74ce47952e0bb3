package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogStoreTest {
    private static final OrgId ORG = new OrgId("local");
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final StepId STEP = new StepId("unit");
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final int SMALL_SEGMENT = 2_000;
    private static final LogStore.Cap SMALL_CAP = new LogStore.Cap(20_000, 1_000);

    @TempDir
    Path directory;

    private Path tail;
    private Path index;

    @BeforeEach
    void nameFiles() {
        tail = directory.resolve("logs").resolve(RUN.value()).resolve("unit.log");
        index = tail.resolveSibling("unit.segments.json");
    }

    private LogStore store(LogStore.Cap cap, int segmentBytes) {
        return new LogStore(
                directory.resolve("logs"), new FileBlobStore(directory.resolve("artifacts")), cap, segmentBytes);
    }

    private LogStore store() {
        return store(LogStore.Cap.STANDARD, SMALL_SEGMENT);
    }

    private static LogStore.Unnumbered line(int i) {
        return new LogStore.Unnumbered(AT.plusMillis(i), i % 3 == 0 ? "err" : "out", "line " + i + "\tof\tmänÿ");
    }

    private static List<LogStore.Unnumbered> lines(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(LogStoreTest::line).toList();
    }

    private static List<LogLine> all(LogStore store, int limit) {
        List<LogLine> lines = new ArrayList<>();
        LogStore.Page page = store.read(ORG, RUN, STEP, 0, limit);
        lines.addAll(page.lines());
        while (page.more()) {
            page = store.read(ORG, RUN, STEP, lines.size(), limit);
            assertThat(page.lines()).as("lines after " + lines.size()).isNotEmpty();
            lines.addAll(page.lines());
        }
        return lines;
    }

    private static void assertWhole(List<LogLine> lines, int count) {
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(i -> new LogLine(i, line(i).at(), line(i).stream(), line(i).text()))
                        .toList());
    }

    private static Digest digest(List<LogLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.n())
                .append('\t')
                .append(line.at().toEpochMilli())
                .append('\t')
                .append(line.stream())
                .append('\t')
                .append(line.text())
                .append('\n'));
        return Digest.of(text.toString());
    }

    @Test
    void removesTheLogsOfARunAndNothingElse() {
        LogStore store = store();
        RunId other = new RunId("019aa000-1111-7aaa-8bbb-000000000002");
        try (LogAppender log = store.append(ORG, RUN, STEP);
                LogAppender beside = store.append(ORG, other, STEP)) {
            log.write(lines(1, 500));
            beside.write(lines(501, 500));
        }
        Set<Digest> ours = store.segmentsOf(RUN);
        Set<Digest> theirs = store.segmentsOf(other);
        assertThat(ours).isNotEmpty().doesNotContainAnyElementsOf(theirs);
        assertThat(store.segments()).containsAll(ours).containsAll(theirs);

        store.remove(RUN);
        store.remove(RUN);

        assertThat(tail.getParent()).doesNotExist();
        assertThat(store.segments()).isEqualTo(theirs);
        assertThat(store.read(ORG, other, STEP, 0, 10).lines()).hasSize(10);
    }

    @Test
    void numbersLinesAndReadsThemFromAnywhereWhileItIsWritten() {
        LogStore store = store();
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            log.write(lines(1, 2_500));

            assertThat(store.read(ORG, RUN, STEP, 2_498, 10).lines())
                    .extracting(LogLine::n, LogLine::text)
                    .containsExactly(tuple(2_499L, "line 2499\tof\tmänÿ"), tuple(2_500L, "line 2500\tof\tmänÿ"));
            assertThat(store.read(ORG, RUN, STEP, 0, 3).lines())
                    .extracting(LogLine::n)
                    .containsExactly(1L, 2L, 3L);
        }
        assertThat(store.read(ORG, RUN, STEP, 1_999, 2).lines())
                .extracting(LogLine::n)
                .containsExactly(2_000L, 2_001L);
    }

    /** Seeds stand in the name of the failing case. */
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsEveryLineOnceAndInOrderOverBatchesCrashesAndReads(long seed) throws IOException {
        Random random = new Random(seed);
        LogStore store = store(LogStore.Cap.STANDARD, random.nextInt(50, 3_000));
        LogAppender log = store.append(ORG, RUN, STEP);
        int written = 0;
        for (int turn = random.nextInt(1, 40); turn > 0; turn--) {
            switch (random.nextInt(6)) {
                case 0 -> log.total();
                case 1 -> {
                    if (random.nextBoolean()) {
                        log.close();
                    }
                    if (random.nextBoolean() && Files.exists(tail)) {
                        Files.writeString(tail, (written + 1) + "\t17000", StandardOpenOption.APPEND);
                    }
                    store = store(LogStore.Cap.STANDARD, random.nextInt(50, 3_000));
                    assertWhole(all(store, random.nextInt(1, 50)), written);
                    log = store.append(ORG, RUN, STEP);
                }
                case 2 -> {
                    int after = random.nextInt(written + 1);
                    assertThat(store.read(ORG, RUN, STEP, after, 7).lines())
                            .extracting(LogLine::n)
                            .startsWith(LongStream.rangeClosed(after + 1, Math.min(after + 1, written))
                                    .boxed()
                                    .toArray(Long[]::new));
                }
                default -> {
                    int count = random.nextInt(0, 60);
                    log.write(lines(written + 1, count));
                    written += count;
                }
            }
        }

        assertWhole(all(store, random.nextInt(1, 50)), written);
        assertThat(log.total()).isEqualTo(new LogStore.Total(written, digest(all(store, 1_000))));
    }

    @Test
    void makesFullStretchesSegmentsAmongTheArtifactsAndKeepsOnlyTheRestPlain() throws IOException {
        LogStore store = store();
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            for (int i = 1; i <= 500; i += 10) {
                log.write(lines(i, 10));
            }
        }

        LogIndex segments = LogIndex.read(index);
        assertThat(segments.segments()).hasSizeGreaterThan(5);
        assertThat(segments.segments().getFirst().first()).isEqualTo(1);
        assertThat(segments.segments())
                .allSatisfy(segment -> assertThat(segment.bytes()).isLessThan(segment.rawBytes()));
        assertThat(tail).exists();
        assertThat(Files.size(tail)).isLessThan(SMALL_SEGMENT);
        assertWhole(all(store, 70), 500);
    }

    private LogStore crashedBeforeTheTailWasDeleted(boolean indexWritten) throws IOException {
        LogStore store = store();
        LogAppender log = store.append(ORG, RUN, STEP);
        log.write(lines(1, 100));
        log.write(lines(101, 20));
        byte[] plain = Files.readAllBytes(tail);
        byte[] before = Files.readAllBytes(index);
        log.write(lines(121, 80));
        assertThat(tail).as("the stretch has become a segment").doesNotExist();
        LogText text = new LogText(100);
        all(store, 100).subList(120, 200).forEach(text::add);
        Files.write(tail, plain);
        Files.write(tail, Arrays.copyOf(text.bytes(), text.length()), StandardOpenOption.APPEND);
        if (!indexWritten) {
            Files.write(index, before);
        }
        return store();
    }

    @Test
    void losesNoLineWhenItCrashesBetweenSegmentAndIndex() throws IOException {
        LogStore store = crashedBeforeTheTailWasDeleted(false);

        assertWhole(all(store, 30), 200);
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            log.write(lines(201, 5));
            assertThat(log.total()).isEqualTo(new LogStore.Total(205, digest(all(store, 30))));
        }
        assertWhole(all(store, 30), 205);
    }

    @Test
    void doublesNoLineWhenItCrashesBetweenIndexAndTheEndOfTheTail() throws IOException {
        LogStore store = crashedBeforeTheTailWasDeleted(true);

        assertWhole(all(store, 30), 200);
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            assertThat(tail).doesNotExist();
            log.write(lines(201, 5));
            assertThat(log.total()).isEqualTo(new LogStore.Total(205, digest(all(store, 30))));
        }
        assertWhole(all(store, 30), 205);
    }

    @Test
    void goesOnBehindTheLastWholeLineAfterACrash() throws IOException {
        try (LogAppender log = store().append(ORG, RUN, STEP)) {
            log.write(lines(1, 3));
        }
        Files.writeString(tail, "4\t17000", StandardOpenOption.APPEND);

        LogStore afterwards = store();
        assertWhole(all(afterwards, 10), 3);
        try (LogAppender log = afterwards.append(ORG, RUN, STEP)) {
            log.write(lines(4, 1));
            assertThat(log.total().lines()).isEqualTo(4);
        }
        assertWhole(all(afterwards, 100), 4);
    }

    @Test
    void readsAndGoesOnWithPlainLogsOfVersionsBeforeSegments() throws IOException {
        Files.createDirectories(tail.getParent());
        LogText text = new LogText(100);
        IntStream.rangeClosed(1, 30_000)
                .forEach(i -> text.add(new LogLine(i, line(i).at(), line(i).stream(), line(i).text())));
        byte[] plain = Arrays.copyOf(text.bytes(), text.length());
        Files.write(tail, plain);

        LogStore store = store(LogStore.Cap.STANDARD, 100_000);
        assertThat(store.read(ORG, RUN, STEP, 20_000, 1).lines())
                .extracting(LogLine::n)
                .containsExactly(20_001L);
        assertWhole(all(store, 5_000), 30_000);
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            assertThat(log.total()).isEqualTo(new LogStore.Total(30_000, Digest.of(plain)));
        }
        assertThat(tail).doesNotExist();
        assertWhole(all(store, 5_000), 30_000);
    }

    @Test
    void leavesAShortLogPlain() {
        try (LogAppender log =
                store(LogStore.Cap.STANDARD, LogStore.SEGMENT_BYTES).append(ORG, RUN, STEP)) {
            log.write(lines(1, 20));
            log.total();
        }

        assertThat(tail).exists();
        assertThat(index).doesNotExist();
    }

    @Test
    void leavesNoFileForALogWithoutLines() {
        try (LogAppender log = store().append(ORG, RUN, STEP)) {
            assertThat(log.total()).isEqualTo(new LogStore.Total(0, Digest.of("")));
        }

        assertThat(tail.getParent()).doesNotExist();
    }

    @Test
    void storesNoMoreThanItsCapAndSaysHowMuchIsMissing() {
        LogStore store = store(SMALL_CAP, SMALL_SEGMENT);
        List<LogLine> shown = new ArrayList<>();
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            shown.addAll(log.write(lines(1, 1_000)));
            int kept = shown.size() - 1;
            assertThat(log.full()).isTrue();
            assertThat(shown.getLast().text()).isEqualTo("log capped at 20000 bytes; further lines are not stored");
            shown.addAll(log.write(List.of(new LogStore.Unnumbered(AT, "sys", "committed"))));
            shown.addAll(log.end(AT, 500));
            assertThat(shown.getLast().text())
                    .isEqualTo("log capped at 20000 bytes; " + (1_500 - kept) + " more lines were not stored");
        }

        assertThat(all(store, 100)).isEqualTo(shown);
        assertThat(store.read(ORG, RUN, STEP, 0, 1).capped()).isTrue();
        assertThat(stored()).isLessThan(SMALL_CAP.bytes() + SMALL_CAP.reserve());
    }

    private long stored() {
        try {
            long plain = Files.exists(tail) ? Files.size(tail) : 0;
            return LogIndex.read(index).rawBytes() + plain;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void staysFullInTheNextAttemptAndCountsOn() {
        LogStore store = store(SMALL_CAP, SMALL_SEGMENT);
        int kept;
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            kept = log.write(lines(1, 1_000)).size() - 1;
            log.end(AT, 0);
        }
        LogStore afterwards = store(SMALL_CAP, SMALL_SEGMENT);
        try (LogAppender log = afterwards.append(ORG, RUN, STEP)) {
            assertThat(log.full()).isTrue();
            assertThat(log.write(lines(1, 10))).isEmpty();
            assertThat(log.end(AT, 0))
                    .extracting(LogLine::text)
                    .containsExactly("log capped at 20000 bytes; " + (1_010 - kept) + " more lines were not stored");
        }
    }

    @Test
    void leavesWhatBuilderOsSaysOutOnlyBeyondTheReserve() {
        LogStore store = store(SMALL_CAP, SMALL_SEGMENT);
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            log.write(lines(1, 1_000));
            List<LogLine> said = log.write(Stream.generate(() -> new LogStore.Unnumbered(AT, "sys", "said"))
                    .limit(1_000)
                    .toList());

            assertThat(said).hasSizeBetween(10, 60);
        }
    }

    @Test
    void givesLongLinesInShortPages() {
        LogStore store = store(LogStore.Cap.STANDARD, LogStore.SEGMENT_BYTES);
        String text = "x".repeat(300_000);
        try (LogAppender log = store.append(ORG, RUN, STEP)) {
            log.write(Stream.generate(() -> new LogStore.Unnumbered(AT, "out", text))
                    .limit(6)
                    .toList());

            LogStore.Page page = store.read(ORG, RUN, STEP, 0, 100);
            assertThat(page.lines()).extracting(LogLine::n).first().isEqualTo(1L);
            assertThat(page.lines()).hasSizeLessThan(3);
            assertThat(page.more()).isTrue();
            assertThat(all(store, 100)).hasSize(6);
        }
    }
}
