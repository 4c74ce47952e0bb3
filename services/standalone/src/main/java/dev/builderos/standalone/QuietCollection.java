package dev.builderos.standalone;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Gives memory back after a burst of work. The heap has grown then and is mostly free, but the serial collector looks at all of
 * it only when it is full. So all of it is collected once the process has had next to nothing to do for a while: the pause
 * of a tenth of a second falls where nobody waits, and happens again only after the heap has grown again.
 */
final class QuietCollection implements AutoCloseable {
    /** What it knows of the process. */
    interface Machine {
        /** Processor time used so far. */
        Duration used();

        /** Bytes the heap takes from the system. */
        long heap();

        void collect();
    }

    static final Duration PERIOD = Duration.ofSeconds(20);

    /** Below this share of one processor the process is quiet. */
    private static final double QUIET = 0.05;

    /** Growth that is worth a collection. */
    private static final long GROWTH_BYTES = 16L * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger(QuietCollection.class);

    private final Machine machine;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quiet-collection").factory());
    private Duration usedBefore;
    private long heapBefore;

    QuietCollection(Machine machine) {
        this.machine = machine;
        this.usedBefore = machine.used();
        this.heapBefore = machine.heap();
    }

    /** Looks every {@link #PERIOD} from now on. */
    static QuietCollection start() {
        QuietCollection collection = new QuietCollection(new ThisProcess());
        var _ = collection.clock.scheduleWithFixedDelay(
                () -> collection.look(PERIOD), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return collection;
    }

    /** Collects when that is worth it. */
    void look(Duration sinceLastLook) {
        Duration used = machine.used();
        boolean quiet = used.minus(usedBefore).toNanos() < sinceLastLook.toNanos() * QUIET;
        usedBefore = used;
        if (!quiet || machine.heap() < heapBefore + GROWTH_BYTES) {
            return;
        }
        long grown = machine.heap();
        machine.collect();
        heapBefore = machine.heap();
        LOG.debugf("memory given back heapBefore=%d heapAfter=%d", grown, heapBefore);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private static final class ThisProcess implements Machine {
        @Override
        public Duration used() {
            return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        }

        @Override
        public long heap() {
            return Runtime.getRuntime().totalMemory();
        }

        @Override
        public void collect() {
            System.gc();
        }
    }
}
