package dev.builderos.runner.usecase;

import dev.builderos.runner.store.DeliveryStore;
import dev.builderos.runner.store.DeliveryStore.StoredDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Writes down what came of deliveries. Their senders do not wait for it, since the delivery and its runs are durable already, so what
 * comes within a moment is written in one statement. What is not written, after a crash or beyond the bound, is found by the sweep
 * of {@link ReceiveDeliveries} and comes to the same.
 */
final class Settlements {
    /** Short beside a look at the list of deliveries, long beside the statements that it saves. */
    private static final Duration MOMENT = Duration.ofMillis(50);

    private static final int MOST_WAITING = 10_000;
    private static final int AT_ONCE = 500;
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(Settlements.class);

    private final DeliveryStore store;
    private final ScheduledExecutorService timer;
    private final BlockingQueue<StoredDelivery> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean due = new AtomicBoolean();

    /** {@code timer}, one of {@link #timer}, is where it is written; it may be blocked for as long as a statement takes. */
    Settlements(DeliveryStore store, ScheduledExecutorService timer) {
        this.store = store;
        this.timer = timer;
    }

    /** What comes after its end is discarded: a delivery that is settled while the process ends is found by the next sweep. */
    static ScheduledExecutorService timer() {
        return new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("deliveries").factory(), new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Takes what came of a delivery; returns at once. */
    void add(StoredDelivery delivery) {
        if (waiting.offer(delivery) && due.compareAndSet(false, true)) {
            var _ = timer.schedule(this::write, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Writes what waits, after what is being written; blocking. */
    synchronized void write() {
        due.set(false);
        List<StoredDelivery> batch = new ArrayList<>();
        do {
            batch.clear();
            waiting.drainTo(batch, AT_ONCE);
            try {
                store.settle(batch).await().atMost(BOUND);
            } catch (RuntimeException failed) {
                LOG.warnf(
                        failed,
                        "what came of deliveries was not written; it is found again deliveries=%d",
                        batch.size());
            }
        } while (batch.size() == AT_ONCE);
    }
}
