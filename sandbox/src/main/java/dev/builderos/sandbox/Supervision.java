package dev.builderos.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/** Watches one process: feeds it its instructions, reads its output, ends it when it must end, and says how it ended. */
final class Supervision implements Running {

    /** How long killed processes may take to disappear, and the pipes to close after them. */
    private static final Duration BURIAL = Duration.ofSeconds(10);

    private static final int READ_BYTES = 32 * 1024;

    /** What belongs to one command. */
    record Case(
            Process process,
            ProcessTree tree,
            String instructions,
            Limits limits,
            Duration grace,
            IntFunction<Outcome> verdict,
            List<AutoCloseable> held) {}

    private final Case running;
    private final OutputSink sink;
    private final OutputBudget budget;
    private final ReentrantLock oneLineAtATime = new ReentrantLock();
    private final CompletableFuture<Outcome> stop = new CompletableFuture<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private Supervision(Case running, OutputSink sink) {
        this.running = running;
        this.sink = sink;
        this.budget = new OutputBudget(running.limits().outputBytes());
    }

    static Running of(Case running, OutputSink sink) {
        var supervision = new Supervision(running, sink);
        Thread.ofVirtual().name("sandbox-" + running.process().pid()).start(supervision::supervise);
        return supervision;
    }

    @Override
    public CompletableFuture<Outcome> outcome() {
        return outcome.copy();
    }

    @Override
    public void cancel() {
        stop.complete(new Outcome.Cancelled());
    }

    @Override
    public long pid() {
        return running.process().pid();
    }

    private void supervise() {
        try {
            Outcome ended = follow();
            release();
            outcome.complete(ended);
        } catch (Throwable broken) {
            running.tree().kill();
            running.process().toHandle().destroyForcibly();
            release();
            outcome.completeExceptionally(broken);
        }
    }

    private Outcome follow() throws InterruptedException, IOException {
        Process process = running.process();
        var outputs = List.of(
                reader(process.getInputStream(), OutputLine.Stream.STDOUT),
                reader(process.getErrorStream(), OutputLine.Stream.STDERR));
        instruct();
        if (!exitedByItself()) {
            running.tree().terminate();
            if (!process.waitFor(running.grace())) {
                running.tree().kill();
            }
        }
        int status = process.waitFor();
        if (!running.tree().bury(BURIAL)) {
            throw new IllegalStateException("processes of the command could not be killed");
        }
        // Nobody is left to write, so the readers end as soon as the sink has taken what is in the pipes.
        for (var output : outputs) {
            join(output);
        }
        sink.ended(budget.totals());
        return stop.isDone() ? stop.join() : running.verdict().apply(status);
    }

    private boolean exitedByItself() throws InterruptedException {
        try {
            CompletableFuture.anyOf(running.process().onExit(), stop)
                    .get(running.limits().wallClock().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            stop.complete(new Outcome.TimedOut(running.limits().wallClock()));
        } catch (ExecutionException sinkBroke) {
            return false;
        }
        return !stop.isDone();
    }

    private void instruct() {
        try (var input = running.process().getOutputStream()) {
            input.write(running.instructions().getBytes(UTF_8));
        } catch (IOException ended) {
            // The process is gone already; its status and its error output say why.
            return;
        }
    }

    /** On a thread of the system: reading a pipe holds the thread under a virtual one for as long as the command is silent. */
    private CompletableFuture<Void> reader(InputStream bytes, OutputLine.Stream stream) {
        var done = new CompletableFuture<Void>();
        var splitter = new LineSplitter(stream, budget, this::pass);
        Thread.ofPlatform().daemon().name("sandbox-" + pid() + "-" + stream).start(() -> {
            try (bytes) {
                var buffer = new byte[READ_BYTES];
                for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                    splitter.accept(buffer, 0, count);
                }
                splitter.finish();
                done.complete(null);
            } catch (Throwable broken) {
                done.completeExceptionally(broken);
                stop.completeExceptionally(broken);
            }
        });
        return done;
    }

    private void pass(OutputLine line) {
        oneLineAtATime.lock();
        try {
            sink.line(line);
        } finally {
            oneLineAtATime.unlock();
        }
    }

    private static void join(CompletableFuture<Void> reader) throws IOException {
        try {
            reader.join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case RuntimeException sinkBroke -> throw sinkBroke;
                case Error error -> throw error;
                case null, default -> throw failed;
            }
        }
    }

    /** Gives back, newest first: the groups are empty before the mount points go, and the files last. */
    private void release() {
        for (AutoCloseable resource : running.held().reversed()) {
            close(resource);
        }
    }

    static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception refused) {
            System.getLogger(Supervision.class.getName()).log(System.Logger.Level.WARNING, "not given back", refused);
        }
    }
}
