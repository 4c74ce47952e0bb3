package dev.builderos.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.gateway.usecase.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PacedLinesTest {
    private static final int MANY = 100;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final PacedLines<String> lines = new PacedLines<>(clock);
    private final BlockingQueue<List<Line>> told = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void tellsAFewAtOnce() {
        List<Line> heard = new ArrayList<>();
        lines.add("run", (step, news) -> heard.addAll(news));

        tell("unit", 1, 2);
        tell("unit", 3);

        assertThat(heard).extracting(Line::n).containsExactly(1L, 2L, 3L);
        assertThat(told).isEmpty();
    }

    @Test
    void tellsManyTogetherWhatCameWithinAMoment() throws InterruptedException {
        IntStream.range(0, MANY).forEach(i -> lines.add("run", (step, news) -> told.add(news)));

        CountDownLatch momentOver = new CountDownLatch(1);
        clock.execute(() -> {
            try {
                momentOver.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        tell("unit", 1, 2);
        tell("unit", 3);
        tell("docs", 1);
        momentOver.countDown();

        List<Line> first = told.take();
        for (int i = 1; i < MANY; i++) {
            assertThat(told.take()).as("the same for everybody").isSameAs(first);
        }
        assertThat(first).extracting(Line::n).containsExactly(1L, 2L, 3L);
        assertThat(told.take()).extracting(Line::json).containsExactly("docs1");

        tell("unit", 4);
        for (int i = 1; i < MANY; i++) {
            told.take();
        }
        assertThat(told.take()).extracting(Line::n).containsExactly(4L);
    }

    @Test
    void tellsNothingOfOtherRunsNorAfterTheEnd() {
        List<Line> heard = new ArrayList<>();
        lines.add("other", (step, news) -> heard.addAll(news));
        var listening = lines.add("run", (step, news) -> heard.addAll(news));
        listening.end();

        tell("unit", 1);

        assertThat(heard).isEmpty();
        assertThat(lines.has("run")).isFalse();
    }

    private void tell(String step, long... numbers) {
        lines.tell(
                "run",
                new LinesOnTheBus.Appended(
                        step,
                        Arrays.stream(numbers)
                                .mapToObj(n -> new Line(n, step + n))
                                .toList()));
    }
}
