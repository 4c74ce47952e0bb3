package dev.builderos.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTimingTest {
    private long now = Long.MAX_VALUE - 1; // nanoseconds of a machine may pass their largest number
    private final StreamTiming timing = new StreamTiming(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** The seconds between looks until there were so many, with nothing but heartbeats said meanwhile. */
    private List<Long> looks(int count) {
        List<Long> seconds = new ArrayList<>();
        long last = now;
        while (seconds.size() < count) {
            pass(timing.idle());
            if (timing.isTimeToLook(false)) {
                seconds.add(Duration.ofNanos(now - last).toSeconds());
                last = now;
            }
            if (timing.isHeartbeatDue()) {
                timing.sent();
            }
        }
        return seconds;
    }

    @Test
    void looksEverLessOftenAndAfterNewsOftenAgain() {
        timing.sent();
        assertThat(looks(7)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(timing.isTimeToLook(true))
                .as("news say by themselves what is new")
                .isFalse();
        assertThat(looks(2)).containsExactly(1L, 2L);
    }

    @Test
    void saysThatItIsThereAtOnceAndWhenItWasSilent() {
        assertThat(timing.isOpened()).isFalse();
        assertThat(timing.isHeartbeatDue()).isTrue();
        timing.sent();
        assertThat(timing.isOpened()).isTrue();
        pass(Duration.ofSeconds(14));
        assertThat(timing.isHeartbeatDue()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(timing.isHeartbeatDue()).isTrue();
    }

    @Test
    void neverWaitsBeyondAHeartbeat() {
        timing.sent();
        looks(6);
        assertThat(timing.idle()).isPositive().isLessThanOrEqualTo(StreamTiming.HEARTBEAT);
    }
}
