package dev.builderos.bus;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What waits for one consumer or server: bounded, in order, at most {@code inFlight} out at a time. */
public final class DeliveryQueue {
    private final int inFlight;
    private final int bound;
    private final Queue<Delivery> queue = new ArrayDeque<>();
    private final UnicastProcessor<Delivery> deliveries = UnicastProcessor.create();
    private final AtomicInteger draining = new AtomicInteger();
    private int out;

    /**
     * Makes an empty one.
     *
     * @param inFlight how many may be out and not settled
     * @param bound how many may wait beside them
     */
    public DeliveryQueue(int inFlight, int bound) {
        this.inFlight = inFlight;
        this.bound = bound;
    }

    /** Takes the delivery, and gives whether there was room for it. */
    public boolean offer(Delivery delivery) {
        synchronized (this) {
            if (queue.size() >= bound) {
                return false;
            }
            queue.add(delivery);
        }
        drain();
        return true;
    }

    /** One that was out has been settled. */
    public void finished() {
        synchronized (this) {
            out--;
        }
        drain();
    }

    public Multi<Delivery> deliveries() {
        return deliveries;
    }

    /** One thread hands over at a time, so that the order of the queue is the order of the deliveries. */
    private void drain() {
        if (draining.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        while (seen > 0) {
            Delivery next = takeNext();
            while (next != null) {
                deliveries.onNext(next);
                next = takeNext();
            }
            seen = draining.addAndGet(-seen);
        }
    }

    private synchronized @Nullable Delivery takeNext() {
        if (out >= inFlight || queue.isEmpty()) {
            return null;
        }
        out++;
        return queue.remove();
    }
}
