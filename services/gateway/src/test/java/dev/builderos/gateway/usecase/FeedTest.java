package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeedTest {
    private static final int NEWS = 4;
    private static final Feed.Bound BOUND = new Feed.Bound(NEWS, 3);

    /** Seeds stand in the name of the failing case. */
    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesEveryItemOnceAndInOrderWhateverNewsAreLostDoubledOrEarly(long seed) {
        Random random = new Random(seed);
        int total = random.nextInt(1, 60);
        int after = random.nextInt(0, total);
        int pageSize = random.nextInt(1, 8);
        Feed<Long> feed = new Feed<>(Long::longValue, n -> random.nextInt(100_000), n -> n == total, BOUND, after);
        List<Long> given = new ArrayList<>();
        long stored = random.nextInt(0, total);
        boolean ended = false;

        for (int turn = 0; !ended; turn++) {
            assertThat(turn).as("turns").isLessThan(10_000);
            if (stored < total && random.nextInt(3) == 0) {
                long from = stored + 1;
                stored = Math.min(total, stored + random.nextInt(1, 9));
                if (random.nextInt(4) > 0) {
                    feed.news(LongStream.rangeClosed(Math.max(1, from - random.nextInt(3)), stored)
                            .boxed()
                            .toList());
                }
            }
            switch (feed.next()) {
                case Feed.Give<Long>(List<Long> items) -> {
                    assertThat(items).hasSizeBetween(1, 3);
                    given.addAll(items);
                }
                case Feed.Tell<Long> gap -> throw new AssertionError("a gap where nothing is missing: " + gap);
                case Feed.Read<Long>(long from) -> {
                    long to = Math.min(stored, from + pageSize);
                    feed.page(new Feed.Page<>(
                            LongStream.rangeClosed(from + 1, to).boxed().toList(),
                            stored == total,
                            to - from == pageSize));
                }
                case Feed.Wait<Long> wait -> {
                    if (random.nextInt(3) == 0) {
                        feed.lookAgain();
                    }
                }
                case Feed.End<Long> end -> ended = true;
            }
        }

        assertThat(given)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(after + 1, total).boxed().toList());
    }

    @Test
    void tellsAGapWhenTheHistoryHasLostItems() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> 1, n -> false, BOUND, 2);
        assertThat(feed.next()).isEqualTo(new Feed.Read<>(2));

        feed.page(new Feed.Page<>(List.of(3L, 7L), true, false));

        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(3L)));
        assertThat(feed.next()).isEqualTo(new Feed.Tell<>(4, 6));
        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(7L)));
        assertThat(feed.next()).isEqualTo(new Feed.End<>());
    }

    @Test
    void waitsInsteadOfReadingAgainAndAgainWhileTheHistoryLagsBehindTheNews() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> 1, n -> false, BOUND, 0);
        feed.next();
        feed.page(new Feed.Page<>(List.of(), false, false));
        feed.news(List.of(3L));

        assertThat(feed.next()).isEqualTo(new Feed.Read<>(0));
        feed.page(new Feed.Page<>(List.of(), false, false));

        assertThat(feed.next()).isEqualTo(new Feed.Wait<>());
    }

    @Test
    void asksWhetherItIsOverRightAfterWhatMayBeTheLastItem() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> 1, n -> n == 2, BOUND, 0);
        feed.next();
        feed.page(new Feed.Page<>(List.of(1L), false, false));
        feed.news(List.of(2L));

        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(1L)));
        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(2L)));
        assertThat(feed.next()).isEqualTo(new Feed.Read<>(2));
    }

    @Test
    void keepsNoMoreNewsThanItsBound() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> 1, n -> false, BOUND, 0);
        feed.next();
        feed.page(new Feed.Page<>(List.of(), false, false));

        feed.news(LongStream.rangeClosed(1, NEWS + 1).boxed().toList());

        assertThat(feed.next()).isEqualTo(new Feed.Read<>(0));
    }

    @Test
    void keepsNoMoreNewsThanTheyMayWeigh() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> Feed.Bound.NEWS_WEIGHT, n -> false, BOUND, 0);
        feed.next();
        feed.page(new Feed.Page<>(List.of(), false, false));

        feed.news(List.of(1L, 2L));

        assertThat(feed.next()).isEqualTo(new Feed.Read<>(0));
    }

    @Test
    void weighsOnlyTheNewsItStillHas() {
        Feed<Long> feed = new Feed<>(Long::longValue, n -> Feed.Bound.NEWS_WEIGHT, n -> false, BOUND, 0);
        feed.next();
        feed.page(new Feed.Page<>(List.of(), false, false));
        feed.news(List.of(1L));
        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(1L)));

        feed.news(List.of(2L));

        assertThat(feed.next()).isEqualTo(new Feed.Give<>(List.of(2L)));
    }
}
