package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.runner.store.FileBlobStore;
import dev.builderos.runner.store.LogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLogTest {
    private static final OrgId ORG = new OrgId("local");
    private static final RunId RUN = new RunId("019aa000-1111-7aaa-8bbb-000000000001");
    private static final StepId STEP = new StepId("unit");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00.123Z"), ZoneOffset.UTC);
    private static final String SECRET = "hunter2hunter2";

    @TempDir
    Path directory;

    private LogStore store;
    private final List<LogAppended> told = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        store = new LogStore(directory.resolve("logs"), new FileBlobStore(directory.resolve("artifacts")));
    }

    private StepLog log(LogFilter filter) {
        return new StepLogs(store, filter, (org, lines) -> told.add(lines), CLOCK).open(ORG, RUN, STEP);
    }

    private List<LogLine> toldLines() {
        return told.stream().flatMap(news -> news.lines().stream()).toList();
    }

    private List<LogLine> stored() {
        List<LogLine> lines = new ArrayList<>();
        LogStore.Page page = store.read(ORG, RUN, STEP, 0, 5_000);
        lines.addAll(page.lines());
        while (page.more()) {
            page = store.read(ORG, RUN, STEP, lines.getLast().n(), 5_000);
            lines.addAll(page.lines());
        }
        return lines;
    }

    private static LogFilter each(UnaryOperator<String> change) {
        return (org, run, step) ->
                text -> List.of(new LogFilter.Text(text.stream(), change.apply(text.text()), text.extent()));
    }

    @Test
    void tellsExactlyWhatItStoresInOrder() {
        try (StepLog log = log(LogFilter.NONE)) {
            for (int i = 1; i <= 900; i++) {
                log.line("out", "line " + i);
            }
            log.finish();
        }

        assertThat(stored()).hasSize(900);
        assertThat(toldLines()).isEqualTo(stored());
    }

    @Test
    void storesEveryLineOfATorrentAndTellsTheNewest() {
        try (StepLog log = log(LogFilter.NONE)) {
            for (int i = 1; i <= 50_000; i++) {
                log.line("out", "line " + i);
            }
            assertThat(log.finish().lines()).isEqualTo(50_000);
        }

        assertThat(stored())
                .extracting(LogLine::n)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 50_000).boxed().toList());
        assertThat(stored())
                .containsSubsequence(toldLines())
                .endsWith(toldLines().getLast());
        assertThat(told).allMatch(news -> news.lines().size() <= 1_000);
    }

    @Test
    void whatTheFilterTakesOutIsInNoFileNoSegmentAndNoLiveMessage() throws IOException {
        try (StepLog log = log(each(text -> text.replace(SECRET, "•••")))) {
            for (int i = 0; i < 60_000; i++) {
                log.line("out", "a line long enough to fill a segment before the step is over " + SECRET + " " + i);
            }
            log.say("done with " + SECRET);
            log.finish();
        }

        assertThat(directory.resolve("artifacts/sha256")).as("segments").isNotEmptyDirectory();
        assertThat(stored()).hasSize(60_001).allMatch(line -> line.text().contains("•••"));
        assertThat(toldLines()).isNotEmpty().allMatch(line -> line.text().contains("•••"));
        assertThat(stored()).endsWith(toldLines().getLast());
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(SECRET));
        }
    }

    @Test
    void dropsALineVisiblyWhenItCannotBeRedacted() {
        try (StepLog log = log(each(text -> {
            if (text.contains(SECRET)) {
                throw new IllegalStateException("no redaction today");
            }
            return text;
        }))) {
            log.line("out", "before");
            log.line("out", "token " + SECRET);
            log.line("out", "after");
            log.finish();
        }

        assertThat(stored()).extracting(LogLine::stream).containsExactly("out", "sys", "out");
        assertThat(stored())
                .extracting(LogLine::text)
                .containsExactly("before", "line dropped: it could not be redacted", "after");
        assertThat(toldLines()).isEqualTo(stored());
    }

    @Test
    void asksTheFilterForWhatItHoldsBackBeforeTheLogEnds() {
        LogFilter holdingBack = (org, run, step) -> new LogFilter.Pass() {
            private final List<LogFilter.Text> held = new ArrayList<>();

            @Override
            public List<LogFilter.Text> pass(LogFilter.Text text) {
                held.add(text);
                return List.of();
            }

            @Override
            public List<LogFilter.Text> rest() {
                return held;
            }
        };
        try (StepLog log = log(holdingBack)) {
            log.line("out", "one");
            log.line("err", "two");
            log.finish();
        }

        assertThat(stored()).extracting(LogLine::text).containsExactly("one", "two");
        assertThat(toldLines()).isEqualTo(stored());
    }

    @Test
    void cutsALineOfMoreThanALinesLengthVisibly() {
        String endless = "x".repeat(3 * StepLog.LONGEST_PIECE - 1);
        try (StepLog log = log(LogFilter.NONE)) {
            log.say(endless);
            log.piece("out", "a command's own piece");
            log.line("out", "and its end");
            log.finish();
        }

        assertThat(stored()).hasSize(5);
        assertThat(stored().subList(0, 4))
                .extracting(LogLine::text)
                .allMatch(text -> text.endsWith(" […]") || text.length() == StepLog.LONGEST_PIECE - 1);
        assertThat(stored().get(3).text()).isEqualTo("a command's own piece […]");
        assertThat(stored().get(4).text()).isEqualTo("and its end");
    }

    @Test
    void storesSixtyFourMebibytesAndCountsTheRest() {
        String text = "y".repeat(16_000);
        int lines = 5_000;
        LogStore.Total total;
        try (StepLog log = log(LogFilter.NONE)) {
            for (int i = 0; i < lines; i++) {
                log.line("out", text);
            }
            log.say("the step says how it ended");
            total = log.finish();
        }

        List<LogLine> stored = stored();
        long kept = stored.stream().filter(line -> line.stream().equals("out")).count();
        assertThat(kept).isCloseTo(64L * 1024 * 1024 / (text.length() + 23), within(5L));
        assertThat(stored.stream().filter(line -> line.stream().equals("sys")).map(LogLine::text))
                .containsExactly(
                        "log capped at 64 MiB; further lines are not stored",
                        "the step says how it ended",
                        "log capped at 64 MiB; " + (lines - kept) + " more lines were not stored");
        assertThat(total.lines()).isEqualTo(stored.size());
        assertThat(stored).endsWith(toldLines().getLast());
    }

    @Test
    void refusesToEndWellWhenLinesCouldNotBeStored() throws IOException {
        Files.writeString(directory.resolve("logs"), "a file where the directory should be");
        StepLog log = log(LogFilter.NONE);
        log.line("out", "lost");

        assertThatThrownBy(log::finish).hasMessageContaining("the log cannot be written");
        assertThatThrownBy(() -> log.line("out", "more")).hasMessageContaining("the log cannot be written");
    }
}
