package dev.builderos.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.formats.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StepSlotsTest {
    private static final OrgId ORG = new OrgId("acme");
    private static final RunId RUN = new RunId("01890a5d-ac96-774b-bcce-b302099a8057");

    @Test
    void letsNoMoreWorkThanThereAreSlotsThoughManyAreInterrupted() throws InterruptedException {
        StepSlots slots = new StepSlots(3);
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Priority priority = List.of(Priority.values()).get(i % 3);
            threads.add(Thread.startVirtualThread(() -> quietly(slots, priority, () -> {
                most.accumulateAndGet(working.incrementAndGet(), Math::max);
                LockSupport.parkNanos(1_000); // lets others in, if they may
                working.decrementAndGet();
            })));
        }
        for (int i = 0; i < threads.size(); i += 2) {
            threads.get(i).interrupt();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most).hasValueBetween(1, 3);
        assertAllSlotsAreThere(slots, 3);
    }

    @Test
    void givesASlotBackWhenTheWorkFails() throws InterruptedException {
        StepSlots slots = new StepSlots(1);

        assertThatThrownBy(() -> slots.during(ORG, RUN, Priority.NORMAL, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertAllSlotsAreThere(slots, 1);
    }

    @Test
    void refusesToWaitForAThreadThatIsInterrupted() throws InterruptedException {
        StepSlots slots = new StepSlots(1);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread holder = Thread.startVirtualThread(() -> quietly(slots, Priority.NORMAL, () -> {
            taken.countDown();
            awaitQuietly(done);
        }));
        taken.await();
        AtomicInteger worked = new AtomicInteger();
        Thread waiter = Thread.ofVirtual().unstarted(() -> quietly(slots, Priority.NORMAL, worked::incrementAndGet));
        waiter.start();
        waiter.interrupt();
        waiter.join();
        done.countDown();
        holder.join();

        assertThat(worked).hasValue(0);
        assertAllSlotsAreThere(slots, 1);
    }

    /** So many can work at once. */
    private static void assertAllSlotsAreThere(StepSlots slots, int count) throws InterruptedException {
        CountDownLatch all = new CountDownLatch(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(() -> quietly(slots, Priority.NORMAL, () -> {
                all.countDown();
                awaitQuietly(all);
            })));
        }
        assertThat(all.await(20, TimeUnit.SECONDS)).as("all slots are there").isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void quietly(StepSlots slots, Priority priority, Runnable work) {
        try {
            slots.during(ORG, RUN, priority, work);
        } catch (InterruptedException expected) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
