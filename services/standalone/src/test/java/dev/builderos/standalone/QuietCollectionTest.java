package dev.builderos.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietCollectionTest {
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final long MEGABYTE = 1024 * 1024;

    private final Settable process = new Settable();
    private final QuietCollection collection = new QuietCollection(process);

    @Test
    void collectsOnceAfterABurst() {
        process.works(Duration.ofSeconds(15), 200);
        collection.look(LOOK);
        process.works(Duration.ofMillis(200), 200);
        collection.look(LOOK);
        process.works(Duration.ofMillis(200), 80);
        collection.look(LOOK);

        assertThat(process.collections).isEqualTo(1);
    }

    @Test
    void waitsUntilTheProcessIsQuiet() {
        process.works(Duration.ofSeconds(2), 200);

        collection.look(LOOK);

        assertThat(process.collections).isZero();
    }

    @Test
    void leavesAHeapAloneThatHasNotGrown() {
        process.works(Duration.ofMillis(10), 70);

        collection.look(LOOK);

        assertThat(process.collections).isZero();
    }

    @Test
    void collectsAgainAfterTheNextBurst() {
        process.works(Duration.ZERO, 200);
        collection.look(LOOK);
        process.works(Duration.ZERO, 150);
        collection.look(LOOK);

        assertThat(process.collections).isEqualTo(2);
    }

    /** A process whose heap is 80 MB after a collection. */
    private static final class Settable implements QuietCollection.Machine {
        private Duration used = Duration.ofSeconds(5);
        private long heap = 64 * MEGABYTE;
        private int collections;

        void works(Duration time, int heapMegabytes) {
            used = used.plus(time);
            heap = heapMegabytes * MEGABYTE;
        }

        @Override
        public Duration used() {
            return used;
        }

        @Override
        public long heap() {
            return heap;
        }

        @Override
        public void collect() {
            collections++;
            heap = 80 * MEGABYTE;
        }
    }
}
