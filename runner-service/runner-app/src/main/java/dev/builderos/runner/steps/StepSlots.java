package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.formats.Priority;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The bounded number of steps that work at the same time, shared out as {@link SlotQueue} says. */
final class StepSlots {
    private final SlotQueue queue;
    private final Map<SlotQueue.Ticket, CountDownLatch> waiting = new HashMap<>();

    private final AtomicInteger active = new AtomicInteger();

    StepSlots(int slots) {
        this.queue = new SlotQueue(slots);
        Metrics.gauge("builderos.steps.active", active);
        Metrics.gaugeMapSize("builderos.steps.waiting", Tags.empty(), waiting);
    }

    /** Does this in a slot; waits for one if it has to, and gives it back whatever happens. For virtual threads. */
    void during(OrgId org, RunId run, Priority priority, Runnable work) throws InterruptedException {
        CountDownLatch turn = new CountDownLatch(1);
        SlotQueue.Ticket ticket = request(org, run, priority, turn);
        try {
            turn.await();
            active.incrementAndGet();
            try {
                work.run();
            } finally {
                active.decrementAndGet();
            }
        } finally {
            giveBack(ticket);
        }
    }

    private synchronized SlotQueue.Ticket request(OrgId org, RunId run, Priority priority, CountDownLatch turn) {
        SlotQueue.Ticket ticket = queue.request(org, run, priority);
        if (ticket.granted()) {
            turn.countDown();
        } else {
            waiting.put(ticket, turn);
        }
        return ticket;
    }

    /** Who was interrupted while it waited may have got its turn at that moment: it is passed on then. */
    private synchronized void giveBack(SlotQueue.Ticket ticket) {
        waiting.remove(ticket);
        queue.giveBack(ticket).ifPresent(this::wake);
    }

    private void wake(SlotQueue.Ticket next) {
        CountDownLatch turn = waiting.remove(next);
        if (turn != null) {
            turn.countDown();
        }
    }
}
