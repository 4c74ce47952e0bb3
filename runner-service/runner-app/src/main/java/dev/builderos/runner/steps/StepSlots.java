package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.formats.Priority;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The bounded number of steps that work at the same time, shared out as {@link SlotQueue} says. */
final class StepSlots {
    private final SlotQueue queue;
    private final Map<SlotQueue.Ticket, CountDownLatch> waiting = new HashMap<>();

    StepSlots(int slots) {
        this.queue = new SlotQueue(slots);
    }

    /** Does this in a slot; waits for one if it has to, and gives it back whatever happens. For virtual threads. */
    void during(OrgId org, RunId run, Priority priority, Runnable work) throws InterruptedException {
        CountDownLatch turn = new CountDownLatch(1);
        SlotQueue.Ticket ticket = request(org, run, priority, turn);
        try {
            turn.await();
            work.run();
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
