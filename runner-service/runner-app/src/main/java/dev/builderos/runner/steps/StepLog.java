package dev.builderos.runner.steps;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.runner.LogLine;
import dev.builderos.runner.steps.LogFilter.Extent;
import dev.builderos.runner.steps.LogFilter.Text;
import dev.builderos.runner.store.LogAppender;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.tools.CommandOutput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lines of one execution: filters, numbers and stores them in batches, then tells whoever listens what was stored.
 * A producer that is faster than the disk waits. The first line after a pause is told at once, a stream of them some times a
 * second, and of a torrent only the newest lines each time: those who listen read the others as fast as they can use them.
 */
public final class StepLog implements CommandOutput, AutoCloseable {
    static final String SYS = "sys";

    private static final Counter LINES = Metrics.counter("builderos.log.lines");
    static final String NOT_REDACTED = "line dropped: it could not be redacted";

    /** Stands at the end of each piece of a line that is longer than a line may be. */
    static final String GOES_ON = " […]";

    /** A longer text is cut into pieces. */
    static final int LONGEST_PIECE = 64 * 1024;

    /** As many as make a write worth its while; what waits in memory longer than a collection of it takes makes the heap grow. */
    private static final int WAITING_LINES = 2_048;

    private static final long WAITING_CHARACTERS = 256 * 1024;
    private static final int TOLD_LINES = 1_000;
    private static final long TOLD_CHARACTERS = 256 * 1024;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final LogAppender appender;
    private final LogFilter.Pass filter;
    private final Consumer<List<LogLine>> audience;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Came> waiting = new ArrayList<>();
    private long waitingCharacters;
    private long dropped;
    private boolean closed;
    private boolean concluded;
    private @Nullable RuntimeException broken;
    private LogStore.Total total = new LogStore.Total(0, Digest.of(""));

    private List<LogLine> untold = new ArrayList<>();
    private long untoldCharacters;
    private long toldAt = System.nanoTime() - PACE_NANOS;
    private final Thread writer;

    private record Came(Instant at, Text text) {}

    StepLog(LogAppender appender, LogFilter.Pass filter, Consumer<List<LogLine>> audience, Clock clock) {
        this.appender = appender;
        this.filter = filter;
        this.audience = audience;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("step-log").start(this::writeAll);
    }

    /** What BuilderOS itself says. */
    public void say(String text) {
        line(SYS, text);
    }

    @Override
    public void line(String stream, String text) {
        take(stream, text, Extent.LINE);
    }

    @Override
    public void piece(String stream, String text) {
        take(stream, text, Extent.PIECE);
    }

    private void take(String stream, String text, Extent extent) {
        int from = 0;
        while (text.length() - from > LONGEST_PIECE) {
            int to = from + LONGEST_PIECE;
            to = Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
            add(new Text(stream, text.substring(from, to), Extent.PIECE));
            from = to;
        }
        add(new Text(stream, from == 0 ? text : text.substring(from), extent));
    }

    private void add(Text text) {
        lock.lock();
        try {
            if (appender.full() && !text.stream().equals(SYS)) {
                dropped++;
                return;
            }
            while ((waiting.size() >= WAITING_LINES || waitingCharacters >= WAITING_CHARACTERS) && !closed) {
                changed.awaitUninterruptibly();
            }
            if (broken != null) {
                throw new IllegalStateException("the log cannot be written", broken);
            }
            if (waiting.isEmpty()) {
                changed.signalAll();
            }
            waiting.add(new Came(Instant.ofEpochMilli(clock.millis()), text));
            waitingCharacters += text.text().length();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try {
            for (List<Came> batch = await(); batch != null; batch = await()) {
                List<LogStore.Unnumbered> passed = new ArrayList<>(batch.size());
                batch.forEach(came -> filter(came, passed));
                store(passed);
            }
            List<LogStore.Unnumbered> rest = new ArrayList<>();
            Instant now = Instant.ofEpochMilli(clock.millis());
            try {
                filter.rest().forEach(text -> rest.add(shown(now, text)));
            } catch (RuntimeException failed) {
                rest.add(new LogStore.Unnumbered(now, SYS, NOT_REDACTED));
            }
            store(rest);
            remember(appender.end(now, dropped));
            tell();
        } catch (RuntimeException failed) {
            breakOff(failed);
        }
    }

    /** What came, nothing when it is time to tell, null at the end. */
    private @Nullable List<Came> await() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                if (untold.isEmpty()) {
                    changed.awaitUninterruptibly();
                } else {
                    long left = toldAt + PACE_NANOS - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    changed.awaitNanos(left);
                }
            }
            if (waiting.isEmpty() && closed) {
                return null;
            }
            List<Came> batch = waiting;
            waiting = new ArrayList<>(Math.max(16, batch.size()));
            waitingCharacters = 0;
            changed.signalAll();
            return batch;
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nobody interrupts the writer", impossible);
        } finally {
            lock.unlock();
        }
    }

    private void filter(Came came, List<LogStore.Unnumbered> into) {
        int before = into.size();
        try {
            for (Text text : filter.pass(came.text())) {
                into.add(shown(came.at(), text));
            }
        } catch (RuntimeException failed) {
            into.subList(before, into.size()).clear();
            into.add(new LogStore.Unnumbered(came.at(), SYS, NOT_REDACTED));
        }
    }

    private static LogStore.Unnumbered shown(Instant at, Text text) {
        return new LogStore.Unnumbered(
                at, text.stream(), text.extent() == Extent.PIECE ? text.text() + GOES_ON : text.text());
    }

    private void store(List<LogStore.Unnumbered> lines) {
        if (!lines.isEmpty()) {
            remember(appender.write(lines));
            LINES.increment(lines.size());
            Metrics.counter("builderos.log.lines").increment(lines.size());
        }
        if (System.nanoTime() - toldAt >= PACE_NANOS) {
            tell();
        }
    }

    private void remember(List<LogLine> stored) {
        for (LogLine line : stored) {
            if (untold.size() >= TOLD_LINES || untoldCharacters >= TOLD_CHARACTERS) {
                untold.clear();
                untoldCharacters = 0;
            }
            untold.add(line);
            untoldCharacters += line.text().length();
        }
    }

    private void tell() {
        if (!untold.isEmpty()) {
            audience.accept(untold);
            untold = new ArrayList<>();
            untoldCharacters = 0;
            toldAt = System.nanoTime();
        }
    }

    private void breakOff(RuntimeException failed) {
        lock.lock();
        try {
            broken = failed;
            waiting.clear();
            waitingCharacters = 0;
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores what is waiting; gives what the log holds then.
     *
     * @throws IllegalStateException when lines could not be stored
     */
    LogStore.Total finish() {
        close();
        if (broken != null) {
            throw new IllegalStateException("the log cannot be written", broken);
        }
        return total;
    }

    @Override
    public void close() {
        lock.lock();
        try {
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
        conclude();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void conclude() {
        lock.lock();
        try {
            if (concluded) {
                return;
            }
            concluded = true;
        } finally {
            lock.unlock();
        }
        try (appender) {
            if (broken == null) {
                total = appender.total();
            }
        } catch (RuntimeException failed) {
            broken = failed;
        }
    }
}
