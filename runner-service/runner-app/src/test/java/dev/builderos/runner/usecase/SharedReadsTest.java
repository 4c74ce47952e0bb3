package dev.builderos.runner.usecase;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    @Test
    void whoComesWhileItIsAskedSharesTheAnswer() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        SharedReads<String, String> shared = new SharedReads<>(key -> {
            reads.incrementAndGet();
            asked.countDown();
            await().until(() -> answer.getCount() == 0);
            return "of " + key;
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> waiting = Stream.generate(
                            () -> supplyAsync(() -> shared.get("acme"), threads))
                    .limit(50)
                    .toList();
            await().until(() -> asked.getCount() == 0);
            answer.countDown();
            assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isEqualTo("of acme"));
        }
        assertThat(reads.get()).isLessThan(10);
    }

    /** Who waits for it must neither wait for ever nor be given something else. */
    @Test
    void aFailureIsThatOfAllWhoWait() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        SharedReads<String, String> shared = new SharedReads<>(key -> {
            asked.countDown();
            await().until(() -> answer.getCount() == 0);
            throw new IllegalStateException("not there");
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> waiting = Stream.generate(
                            () -> supplyAsync(() -> shared.get("acme"), threads))
                    .limit(10)
                    .toList();
            await().until(() -> asked.getCount() == 0);
            answer.countDown();
            assertThat(waiting)
                    .allSatisfy(each -> assertThatThrownBy(each::join)
                            .hasCauseInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("not there"));
        }
    }

    /** What the documentation promises of a policy that was changed: at most a second. */
    @Test
    void anAnswerIsGoodForAMoment() {
        AtomicInteger now = new AtomicInteger();
        SharedReads<String, Integer> reads = new SharedReads<>(key -> now.get());
        assertThat(reads.get("acme")).isZero();
        now.set(1);
        await().atMost(Duration.ofSeconds(1)).until(() -> reads.get("acme") == 1);
    }

    @Test
    void aFailureIsTheReadersAndIsNotKept() {
        AtomicInteger asked = new AtomicInteger();
        SharedReads<String, String> reads = new SharedReads<>(key -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("not there");
            }
            return key;
        });
        assertThatThrownBy(() -> reads.get("acme"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not there");
        assertThat(reads.get("acme")).isEqualTo("acme");
    }

    @Test
    void eachKeyHasItsOwn() {
        SharedReads<String, String> reads = new SharedReads<>(key -> "of " + key);
        assertThat(reads.get("acme")).isEqualTo("of acme");
        assertThat(reads.get("globex")).isEqualTo("of globex");
    }
}
