package dev.builderos.sandbox;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of output are still kept, shared by the two streams of a command. */
public final class OutputBudget {

    private final long limit;
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean announced = new AtomicBoolean();

    public OutputBudget(long limit) {
        this.limit = limit;
    }

    /** Takes up to {@code wanted} bytes; the ones not granted count as dropped. */
    int take(int wanted) {
        long before = kept.getAndUpdate(used -> wanted > limit - used ? limit : used + wanted);
        int granted = (int) Math.min(wanted, limit - before);
        dropped.addAndGet(wanted - granted);
        return granted;
    }

    /** True for exactly one caller. */
    boolean announce() {
        return announced.compareAndSet(false, true);
    }

    long limit() {
        return limit;
    }

    public OutputTotals totals() {
        return new OutputTotals(kept.get(), dropped.get());
    }
}
