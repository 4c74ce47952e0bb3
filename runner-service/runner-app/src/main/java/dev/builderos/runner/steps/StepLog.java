package dev.builderos.runner.steps;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.runner.store.LogStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes the lines of one execution: numbers and stores them in batches, then tells whoever listens. A producer that is faster
 * than the disk waits.
 */
public final class StepLog implements AutoCloseable {
    private static final int BATCH = 500;
    private static final int WAITING = 4 * BATCH;

    private final LogStore.Appender appender;
    private final LogAudience audience;
    private final Clock clock;
    private final OrgId org;
    private final RunId run;
    private final StepId step;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<LogStore.Unnumbered> waiting = new ArrayList<>();
    private boolean closed;
    private LogStore.Total total = new LogStore.Total(0, Digest.of(""));
    private final Thread writer;

    StepLog(LogStore store, LogAudience audience, Clock clock, OrgId org, RunId run, StepId step) {
        this.appender = store.append(run, step);
        this.audience = audience;
        this.clock = clock;
        this.org = org;
        this.run = run;
        this.step = step;
        this.writer = Thread.ofVirtual().name("log-" + run + "-" + step).start(this::writeAll);
    }

    /** What BuilderOS itself says. */
    public void say(String text) {
        line("sys", text);
    }

    public void line(String stream, String text) {
        lock.lock();
        try {
            while (waiting.size() >= WAITING && !closed) {
                changed.awaitUninterruptibly();
            }
            waiting.add(new LogStore.Unnumbered(clock.instant(), stream, text));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        while (true) {
            List<LogStore.Unnumbered> batch;
            lock.lock();
            try {
                while (waiting.isEmpty() && !closed) {
                    changed.awaitUninterruptibly();
                }
                if (waiting.isEmpty()) {
                    return;
                }
                batch = waiting;
                waiting = new ArrayList<>();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            for (int from = 0; from < batch.size(); from += BATCH) {
                List<LogLine> lines = appender.write(batch.subList(from, Math.min(batch.size(), from + BATCH)));
                audience.tell(org, new LogAppended(run, step, lines));
            }
        }
    }

    /** Stores what is waiting; gives what the log holds then. */
    LogStore.Total finish() {
        close();
        return total;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        total = appender.total();
        appender.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
