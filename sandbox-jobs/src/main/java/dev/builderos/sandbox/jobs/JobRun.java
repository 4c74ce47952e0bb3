package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.LineSplitter;
import dev.builderos.sandbox.Origin;
import dev.builderos.sandbox.Outcome;
import dev.builderos.sandbox.OutputBudget;
import dev.builderos.sandbox.OutputLine;
import dev.builderos.sandbox.OutputSink;
import dev.builderos.sandbox.Running;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.Shadows;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** One command on its way: its Job is made, its pod followed, its log read, and in the end everything of it taken away. */
final class JobRun implements Running {
    /** How often is looked for what no event tells: time that is up, a container that will not start. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** What a log may still bring when the command was ended by us. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** What belongs to one command. */
    record Case(
            Cluster cluster,
            NetworkGuard guard,
            SandboxCommand command,
            Origin origin,
            Path workspace,
            Path subPath,
            Shadows shadows,
            String start) {}

    private final Case of;
    private final OutputSink sink;
    private final OutputBudget budget;
    private final LineSplitter lines;
    private final ResumableLog log;
    private final CompletableFuture<Outcome> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> enoughRead = new CompletableFuture<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private JobRun(Case of, OutputSink sink) {
        this.of = of;
        this.sink = sink;
        this.budget = new OutputBudget(of.command().limits().outputBytes());
        // The log of a pod has both streams in one.
        this.lines = new LineSplitter(OutputLine.Stream.STDOUT, budget, sink::line);
        this.log = new ResumableLog(lines::accept);
    }

    static Running of(Case of, OutputSink sink) {
        JobRun run = new JobRun(of, sink);
        Thread.ofVirtual().name("job-" + JobName.of(of.origin())).start(run::supervise);
        return run;
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
        return 0;
    }

    private void supervise() {
        try {
            outcome.complete(covered());
        } catch (Throwable broken) {
            outcome.completeExceptionally(broken);
        }
    }

    private Outcome covered() throws Exception {
        Shadows.Cover cover;
        try {
            of.guard().demand();
            cover = switch (of.command().access()) {
                case READ_WRITE ->
                    of.shadows().cover(of.workspace(), of.command().protectedPaths());
                case READ_ONLY -> new Shadows.Cover(List.of(), List.of(), List.of());
            };
        } catch (IOException refused) {
            return notStarted(refused);
        }
        try {
            return created(cover);
        } finally {
            of.shadows().uncover(cover.used());
        }
    }

    private Outcome created(Shadows.Cover cover) throws Exception {
        Cluster cluster = of.cluster();
        Job wanted = JobManifest.job(cluster.settings(), of.command(), of.origin(), of.subPath(), cover, of.start());
        Job job;
        try {
            job = cluster.create(wanted, of.origin());
        } catch (Refused refused) {
            return notStarted(refused);
        }
        String name = job.getMetadata().getName();
        try (PodFollower pod = new PodFollower(cluster, name)) {
            try {
                cluster.create(JobManifest.secret(of.command(), of.origin(), of.start(), job));
                if (stop.isDone()) {
                    return ended(name, pod, stop.join());
                }
                cluster.resume(name);
            } catch (Refused refused) {
                return ended(name, pod, new Outcome.FailedToStart(String.valueOf(refused.getMessage())));
            }
            return followed(name, pod);
        } catch (Throwable broken) {
            cluster.end(name);
            throw broken;
        }
    }

    private Outcome followed(String name, PodFollower pod) throws Exception {
        Duration start = of.cluster().settings().patience().start();
        Optional<Outcome> before = await(pod.begun(), pod, start, () -> {
            return new Outcome.FailedToStart("no container of Job " + name + " began within " + start.toSeconds()
                    + " s: no node may have room for it, or the cluster may not let its pod in");
        });
        if (before.isPresent()) {
            if (pod.ended().isDone() && before.get().equals(pod.ended().join())) {
                return finished(name, before.get());
            }
            Outcome verdict = ended(name, pod, before.get());
            told();
            return verdict;
        }
        CompletableFuture<Optional<String>> read = reading(pod);
        Duration wallClock = of.command().limits().wallClock();
        Optional<Outcome> forced = await(pod.ended(), pod, wallClock, () -> new Outcome.TimedOut(wallClock));
        if (forced.isPresent() && !pod.ended().isDone()) {
            Outcome verdict = ended(name, pod, forced.get());
            lastWords(read);
            return verdict;
        }
        logRead(read.join());
        return finished(name, pod.ended().join());
    }

    /**
     * Empty when the news came; else why it is not waited for any longer.
     *
     * @param late what it means when the news does not come in time
     */
    private Optional<Outcome> await(CompletableFuture<?> news, PodFollower pod, Duration atMost, Supplier<Outcome> late)
            throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        CompletableFuture<Object> any = CompletableFuture.anyOf(news, pod.ended(), stop);
        while (true) {
            long left = atMost.toNanos() - (System.nanoTime() - began);
            try {
                any.get(Math.clamp(left, 0, LOOK.toNanos()), TimeUnit.NANOSECONDS);
                return news.isDone()
                        ? Optional.empty()
                        : Optional.of(pod.ended().isDone() ? pod.ended().join() : stop.join());
            } catch (TimeoutException notYet) {
                String obstacle = pod.obstacle();
                Duration silence = of.cluster().settings().patience().silence();
                if (obstacle != null) {
                    return Optional.of(new Outcome.FailedToStart(obstacle));
                }
                if (pod.silence().compareTo(silence) > 0) {
                    return Optional.of(new Outcome.Lost(
                            "the API server of Kubernetes was not heard of for " + silence.toSeconds() + " s"));
                }
                if (left <= 0) {
                    return Optional.of(late.get());
                }
            }
        }
    }

    private CompletableFuture<Optional<String>> reading(PodFollower pod) {
        CompletableFuture<Optional<String>> read = new CompletableFuture<>();
        LogFollower follower = new LogFollower(of.cluster(), pod.begun().join(), log, pod.ended(), enoughRead);
        Thread.ofVirtual().name("log-of-" + JobName.of(of.origin())).start(() -> {
            try {
                read.complete(follower.read());
            } catch (Throwable broken) {
                read.completeExceptionally(broken);
                stop.completeExceptionally(broken);
            }
        });
        return read;
    }

    /** It ended by itself: nothing of it runs, so that nobody has to wait until it is taken away. */
    private Outcome finished(String name, Outcome verdict) throws IOException {
        told();
        of.cluster().remove(name);
        return verdict;
    }

    /** Ends it, and says what became of it: what ran before it could be ended is not said not to have started. */
    private Outcome ended(String name, PodFollower pod, Outcome verdict) throws IOException {
        of.cluster().end(name);
        return switch (verdict) {
            case Outcome.FailedToStart failed when pod.seenRunning() -> new Outcome.Lost(failed.reason());
            case Outcome.Lost lost when !pod.seenRunning() -> new Outcome.FailedToStart(lost.reason());
            default -> verdict;
        };
    }

    private void lastWords(CompletableFuture<Optional<String>> read) throws Exception {
        try {
            logRead(read.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException stuck) {
            enoughRead.complete(null);
            logRead(read.join());
        } catch (ExecutionException broken) {
            throw new CompletionException(broken.getCause());
        }
        told();
    }

    private void logRead(Optional<String> gap) {
        lines.finish();
        gap.ifPresent(why -> sink.line(new OutputLine(
                OutputLine.Stream.STDOUT,
                "[the output could not be read to its end: " + why + "]",
                OutputLine.Extent.CAP_REACHED)));
    }

    private void told() {
        sink.ended(budget.totals());
    }

    private Outcome notStarted(IOException why) {
        return new Outcome.FailedToStart(String.valueOf(why.getMessage()));
    }
}
