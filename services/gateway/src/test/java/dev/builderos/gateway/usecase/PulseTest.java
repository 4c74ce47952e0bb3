package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Pulse pulse = new Pulse();

    @Test
    void aWakeEndsTheWait() {
        CompletableFuture<Boolean> waiting =
                pulse.await(LONG).subscribeAsCompletionStage().toCompletableFuture();
        pulse.wake();
        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    @Test
    void aWakeBeforeTheWaitEndsItAtOnceAndOnce() {
        pulse.wake();
        pulse.wake();
        assertThat(pulse.await(LONG).await().atMost(LONG)).isTrue();
        assertThat(pulse.await(SHORT).await().atMost(LONG)).isFalse();
    }

    @Test
    void aTimeThatIsOverIsAMoment() {
        assertThat(pulse.await(Duration.ZERO).await().atMost(LONG)).isFalse();
        assertThat(pulse.await(Duration.ofNanos(-1)).await().atMost(LONG)).isFalse();
    }

    /** The one who waits has been told that the time is over, and has not looked yet; the next wait must not be a long one. */
    @Test
    void aWakeAsTheTimeIsOverIsNotLost() {
        assertThat(pulse.await(SHORT)
                        .invoke(pulse::wake)
                        .chain(() -> pulse.await(LONG))
                        .await()
                        .atMost(Duration.ofSeconds(20)))
                .isTrue();
    }
}
