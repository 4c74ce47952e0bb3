package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.OutputSink;
import dev.builderos.sandbox.OutputTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Remembers output. */
final class Recorder implements OutputSink {
    private final List<OutputLine> lines = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private @Nullable OutputTotals totals;

    @Override
    public synchronized void line(OutputLine line) {
        lines.add(line);
        first.countDown();
    }

    @Override
    public synchronized void ended(OutputTotals all) {
        totals = all;
    }

    synchronized List<OutputLine> lines() {
        return List.copyOf(lines);
    }

    String text() {
        return lines().stream().map(OutputLine::text).collect(Collectors.joining("\n"));
    }

    synchronized @Nullable OutputTotals totals() {
        return totals;
    }

    void awaitFirstLine() throws InterruptedException {
        if (!first.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the command said nothing");
        }
    }
}
