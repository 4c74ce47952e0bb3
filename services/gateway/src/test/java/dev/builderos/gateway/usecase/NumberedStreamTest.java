package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NumberedStreamTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final long A_WHILE = Duration.ofSeconds(10).toNanos();

    private final Queue<Uni<Feed.Page<Long>>> pages = new ArrayDeque<>();

    private final NumberedStream<Long> stream = new NumberedStream<>(
            new NumberedStream.Source<>() {
                @Override
                public Uni<NumberedStream.Roster> roster() {
                    return Uni.createFrom().item(new NumberedStream.Roster(List.of("one"), true));
                }

                @Override
                public Uni<Feed.Page<Long>> page(String feed, long after) {
                    return pages.remove();
                }
            },
            name -> new Feed<>(Long::longValue, n -> 1, n -> false, new Feed.Bound(10, 10), 0));

    private static Uni<Feed.Page<Long>> refused(ErrorCategory category) {
        return Uni.createFrom().failure(new ContractException("test", category, "no page"));
    }

    private List<Sent<Long>> all() {
        return stream.items().collect().asList().await().atMost(BOUND);
    }

    @Test
    void goesOnWhenTheHistoryCannotBeReadForAWhile() {
        pages.add(Uni.createFrom().item(new Feed.Page<>(List.of(1L, 2L), false, true)));
        pages.add(refused(ErrorCategory.UNAVAILABLE));
        pages.add(Uni.createFrom().item(new Feed.Page<>(List.of(3L), true, false)));

        assertThat(all())
                .containsExactly(
                        new Sent.Items<>("one", List.of(1L, 2L)),
                        new Sent.Items<>("one", List.of(3L)),
                        new Sent.Ended<>());
    }

    /** A clock that runs ahead until the stream looks every half a minute, and then stands until news were missed. */
    @Test
    void looksSoonWhenNewsMayHaveBeenMissed() {
        CompletableFuture<Void> seldomNow = new CompletableFuture<>();
        AtomicBoolean missed = new AtomicBoolean();
        AtomicLong nanos = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        NumberedStream<Long> seldom = new NumberedStream<>(
                new NumberedStream.Source<>() {
                    @Override
                    public Uni<NumberedStream.Roster> roster() {
                        return Uni.createFrom().item(new NumberedStream.Roster(List.of("one"), true));
                    }

                    @Override
                    public Uni<Feed.Page<Long>> page(String feed, long after) {
                        if (asked.incrementAndGet() == 10) {
                            seldomNow.complete(null);
                        }
                        return Uni.createFrom().item(new Feed.Page<>(List.of(), missed.get(), false));
                    }
                },
                name -> new Feed<>(Long::longValue, n -> 1, n -> false, new Feed.Bound(10, 10), 0),
                new StreamTiming(() -> nanos.addAndGet(seldomNow.isDone() && !missed.get() ? 0 : A_WHILE)));
        CompletableFuture<List<Sent<Long>>> all =
                seldom.items().collect().asList().subscribeAsCompletionStage();
        assertThat(seldomNow).succeedsWithin(BOUND);
        assertThat(all).isNotDone();

        missed.set(true);
        seldom.missed();

        assertThat(all).succeedsWithin(StreamTiming.LOOK_FIRST.multipliedBy(8));
    }

    @Test
    void findsNewsThatWereMissed() {
        pages.add(Uni.createFrom().item(new Feed.Page<>(List.of(), false, false)));
        pages.add(Uni.createFrom().item(new Feed.Page<>(List.of(1L), true, false)));

        assertThat(all()).contains(new Sent.Items<>("one", List.of(1L)));
    }

    @Test
    void failsWhenTheFirstLookIsRefused() {
        pages.add(refused(ErrorCategory.UNAVAILABLE));

        assertThatThrownBy(this::all).hasMessageContaining("no page");
    }

    @Test
    void failsWhenItWillNeverBeAnswered() {
        pages.add(Uni.createFrom().item(new Feed.Page<>(List.of(1L), false, true)));
        pages.add(refused(ErrorCategory.NOT_FOUND));

        assertThatThrownBy(this::all).hasMessageContaining("no page");
    }
}
