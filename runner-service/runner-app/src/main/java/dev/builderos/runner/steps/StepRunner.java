package dev.builderos.runner.steps;

import dev.builderos.connectors.git.GitFailure;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.SecretFound;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Cassette;
import dev.builderos.runner.engine.ContentKey;
import dev.builderos.runner.engine.Expressed;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.ForeachItems;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.Retrying;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.tools.Toolbox;
import dev.builderos.runner.tools.WorkspaceFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Executes steps, each on a virtual thread of its own, at most one execution per step at a time. */
@ApplicationScoped
public class StepRunner {
    private static final Logger LOG = Logger.getLogger(StepRunner.class);
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final Workspaces workspaces;
    private final StepLogs logs;
    private final BlobStore blobs;
    private final KnownSecrets secrets;
    private final Clock clock;
    private final RunnerConfig config;
    private final Toolbox tools;
    private final StepExecutor commands;
    private final StepExecutor actions;
    private final StepExecutor joins;
    private final StepExecutor agents;
    private final StepCache cache;
    private final Cassettes cassettes;
    private final StepSlots slots;
    private final Map<Key, Execution> executions = new HashMap<>();
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("step-watchdog").factory());

    StepRunner(
            Workspaces workspaces,
            StepLogs logs,
            BlobStore blobs,
            KnownSecrets secrets,
            Clock clock,
            RunnerConfig config,
            Toolbox tools,
            EffectGate gate,
            AgentExecutor agents,
            StepCache cache,
            Cassettes cassettes) {
        this.workspaces = workspaces;
        this.logs = logs;
        this.blobs = blobs;
        this.secrets = secrets;
        this.clock = clock;
        this.config = config;
        this.tools = tools;
        this.commands = new CommandExecutor(tools, gate);
        this.actions = new ActionExecutor(tools, gate);
        this.joins = new JoinExecutor(workspaces);
        this.agents = agents;
        this.cache = cache;
        this.cassettes = cassettes;
        this.slots = new StepSlots(config.parallelSteps());
    }

    private record Key(RunId run, StepId step) {}

    /** Starts an attempt. */
    public void start(RunActor actor, StepId step, int attempt) {
        launch(actor, step, attempt, true);
    }

    /** Goes on with an attempt that has started. */
    public void goOn(RunActor actor, StepId step, int attempt) {
        launch(actor, step, attempt, false);
    }

    private void launch(RunActor actor, StepId step, int attempt, boolean first) {
        Key key = new Key(actor.id(), step);
        synchronized (executions) {
            Execution running = executions.get(key);
            if (running != null && running.actor == actor) {
                if (first) {
                    running.next = attempt;
                } else {
                    running.again = true;
                }
                return;
            }
            Execution execution = new Execution(actor, step, attempt, first, running);
            executions.put(key, execution);
            execution.thread = Thread.ofVirtual()
                    .name("step-" + actor.id() + "-" + step)
                    .unstarted(() -> {
                        try {
                            execution.awaitTurn();
                            execution.run();
                        } finally {
                            finished(key, execution);
                        }
                    });
            execution.thread.start();
        }
    }

    /** An answer, or the next attempt, may have come while the execution was on its way out. */
    private void finished(Key key, Execution execution) {
        boolean again;
        int next;
        synchronized (executions) {
            executions.remove(key, execution);
            again = execution.again && !execution.stopped;
            next = execution.stopped ? 0 : execution.next;
        }
        execution.ended.complete(null);
        if (next > 0) {
            launch(execution.actor, execution.step, next, true);
            return;
        }
        if (again && execution.actor.read(fold -> fold.step(execution.step).state() == StepState.RUNNING)) {
            launch(execution.actor, execution.step, execution.attempt, false);
        }
    }

    /** Stops a step's execution, waits until nothing of it is left, and says so in the journal. */
    public void stop(RunActor actor, StepId step, String reason) {
        kill(actor, step);
        actor.appendAndWait(new Fact.StepCancelled(step, reason));
    }

    private void kill(RunActor actor, StepId step) {
        Execution execution;
        synchronized (executions) {
            execution = executions.get(new Key(actor.id(), step));
        }
        if (execution != null) {
            execution.stop();
            execution.awaitEnd();
        }
    }

    /**
     * Waits until nothing of a run is at work any more, whoever's actor it works for. What has said its last word is let end by
     * itself, as it may still be writing its log.
     */
    public void end(RunId run) {
        List<Execution> theirs;
        synchronized (executions) {
            theirs = executions.values().stream()
                    .filter(execution -> execution.actor.id().equals(run))
                    .toList();
        }
        for (Execution execution : theirs) {
            if (!execution.awaitEnd()) {
                execution.stop();
                execution.awaitEnd();
            }
        }
    }

    /** Stops a step's execution as {@link #stop} does, and says that its time was up. */
    public void timeOut(RunActor actor, StepId step, int attempt, String message) {
        kill(actor, step);
        actor.appendAndWait(new Fact.StepFailed(step, attempt, "timeout", message, null));
    }

    /** Reads what a {@code foreach} goes over, and says so in the journal, or that it cannot be read. */
    public void expand(RunActor actor, StepId step) {
        Fact fact;
        try {
            String json = switch (actor.read(fold -> ForeachItems.find(fold, actor.id(), step))) {
                case ForeachItems.Inline inline -> inline.json();
                case ForeachItems.InArtifact kept ->
                    new String(
                            blobs.read(actor.org(), kept.digest())
                                    .orElseThrow(
                                            () -> new IllegalArgumentException("the list is gone: " + kept.digest())),
                            StandardCharsets.UTF_8);
                case ForeachItems.Missing missing -> throw new IllegalArgumentException(missing.why());
            };
            List<String> items = ForeachItems.parse(json);
            Cassette cassette = cassettes.of(actor);
            List<String> recorded =
                    cassette == null ? null : cassette.items(step).orElse(List.of());
            if (recorded != null && !recorded.equals(items)) {
                throw new Diverged("items", recorded.toString(), items.toString());
            }
            fact = new Fact.StepExpanded(step, items);
        } catch (Diverged otherwise) {
            fact = new Fact.ReplayDiverged(step, 0, otherwise.field(), otherwise.recorded(), otherwise.replayed());
        } catch (IllegalArgumentException | Expressed.Unresolved wrong) {
            fact = new Fact.StepFailed(step, 0, "invalid_output", String.valueOf(wrong.getMessage()), null);
        }
        actor.appendAndWait(fact);
    }

    /** The run is no longer ours: everything of it here ends, and nothing is written. */
    public void abandon(RunActor actor) {
        List<Execution> theirs;
        synchronized (executions) {
            theirs = executions.values().stream()
                    .filter(execution -> execution.actor == actor)
                    .toList();
        }
        theirs.forEach(Execution::stop);
    }

    private final class Execution {
        private final RunActor actor;
        private final StepId step;
        private final int attempt;
        private final boolean first;
        private @Nullable Execution before;
        private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        private @Nullable Thread thread;
        private @Nullable Replaying replaying;
        private volatile boolean stopped;
        private volatile boolean timedOut;
        private boolean again;
        private boolean begun;
        private int next;

        Execution(RunActor actor, StepId step, int attempt, boolean first, @Nullable Execution before) {
            this.actor = actor;
            this.step = step;
            this.attempt = attempt;
            this.first = first;
            this.before = before;
        }

        void stop() {
            stopped = true;
            interrupt();
        }

        /** What did the step for a run we had lost before must be gone: both would write to one workspace. */
        void awaitTurn() {
            if (before != null) {
                before.stop();
                before.awaitEnd();
                before = null;
            }
        }

        boolean awaitEnd() {
            try {
                ended.get(STOP_BOUND.toSeconds(), TimeUnit.SECONDS);
                return true;
            } catch (TimeoutException slow) {
                LOG.errorf("step does not stop runId=%s stepId=%s", actor.id(), step);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            return false;
        }

        private void interrupt() {
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }

        void run() {
            Plan.Step planned = actor.read(fold -> fold.step(step).step());
            try {
                slots.during(actor.org(), actor.id(), actor.plan().priority(), () -> work(planned));
            } catch (Diverged otherwise) {
                diverge(otherwise);
            } catch (IllegalFact late) {
                LOG.debugf("step outcome came too late runId=%s stepId=%s", actor.id(), step);
            } catch (CommitRefused | StepStopped | InterruptedException over) {
                LOG.debugf("step given up runId=%s stepId=%s", actor.id(), step);
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "step broke runId=%s stepId=%s", actor.id(), step);
                failBroken(planned, bug);
            }
        }

        /** What broke before the step began fails an attempt all the same: without one the run would wait for ever. */
        private void failBroken(Plan.Step planned, RuntimeException bug) {
            try {
                if (first && !begun) {
                    begin(ContentKey.ofPure(actor.plan(), planned), null, null);
                }
            } catch (IllegalFact | CommitRefused late) {
                LOG.debugf("broken step is another's runId=%s stepId=%s", actor.id(), step);
                return;
            }
            fail("infrastructure", "the runner failed: " + bug.getMessage());
        }

        private void begin(ContentKey key, @Nullable String tree, @Nullable String miss) {
            actor.appendAndWait(new Fact.StepStarted(step, attempt, key.digest(), tree, key.parts(), miss));
            begun = true;
        }

        private void work(Plan.Step planned) {
            if (planned.pure()) {
                pass(planned);
                return;
            }
            Workspaces.Place place = workspaces.place(actor, planned);
            Cassette cassette = cassettes.of(actor);
            if (cassette != null && !follow(cassette, place)) {
                return;
            }
            if (first) {
                String tree = workspaces.treeToBeginWith(place, actor.plan());
                ContentKey key = actor.read(fold -> ContentKey.of(
                        fold.plan(),
                        planned,
                        tree,
                        Expressed.in(fold, actor.id(), step).values(),
                        fold.artifacts(),
                        tools.digest(),
                        tools.image(fold)));
                String miss = null;
                switch (cache.look(actor, planned, place, key)) {
                    case StepCache.Answer.Hit hit -> {
                        takeOver(hit.fact());
                        return;
                    }
                    case StepCache.Answer.Miss(String why) -> miss = why;
                    case StepCache.Answer.NotAsked ignored -> {}
                }
                begin(key, tree, miss);
            }
            if (replaying != null && !replaying.ended()) {
                return; // it was stopped there, and will be here
            }
            try (StepLog log = logs.open(actor.org(), actor.id(), step)) {
                StepContext context = new StepContext(
                        actor, planned, attempt, place, log, config.home().resolve("connectors"), replaying);
                var watch = watchdog.schedule(
                        () -> {
                            timedOut = true;
                            interrupt();
                        },
                        planned.timeout().toMillis(),
                        TimeUnit.MILLISECONDS);
                StepOutcome outcome;
                try {
                    outcome = executor(planned.work()).execute(context);
                } catch (Expressed.Unresolved unresolved) {
                    outcome = new StepOutcome.Failed("invalid_output", String.valueOf(unresolved.getMessage()));
                } catch (StepStopped interrupted) {
                    outcome = new StepOutcome.Failed("infrastructure", "the step was interrupted");
                } finally {
                    watch.cancel(false);
                }
                if (stopped) {
                    throw new StepStopped();
                }
                if (Thread.interrupted() && timedOut) {
                    outcome = new StepOutcome.Failed(
                            "timeout", "not done within " + planned.timeout().toSeconds() + " s");
                }
                conclude(planned, context, log, outcome);
            } catch (GitFailure failure) {
                switch (failure.reason()) {
                    case SECRET -> {
                        workspaces.clear(place);
                        fail("invalid_output", "the step is done, but " + failure.getMessage());
                    }
                    case REFUSED, LOCKED, TIMEOUT, MISSING, INTERRUPTED ->
                        fail("infrastructure", "git failed: " + failure.getMessage());
                }
            }
        }

        /** The workspace holds what the step would have left. */
        private void takeOver(Fact.StepReused reused) {
            try (StepLog log = logs.open(actor.org(), actor.id(), step)) {
                log.say("taken over from run " + reused.from() + ", which did the same on the same content");
                log.finish();
            }
            actor.appendAndWait(reused);
        }

        private void pass(Plan.Step planned) {
            if (first) {
                begin(ContentKey.ofPure(actor.plan(), planned), null, null);
            }
            actor.appendAndWait(new Fact.StepSucceeded(step, attempt, Map.of(), List.of(), null, null, 0, null));
        }

        /** Finds the attempt on record; false where there is nothing to do here. */
        private boolean follow(Cassette cassette, Workspaces.Place place) {
            Optional<Fact.StepReused> before = cassette.reused(step);
            if (before.isPresent()) {
                workspaces.takeOver(actor, place, before.get());
                takeOver(before.get());
                return false;
            }
            Optional<Cassette.Take> take = cassette.take(step, attempt);
            if (take.isEmpty() && attempt == 1 && cassette.isNotReached(step)) {
                return false; // what kept it from being reached there is yet to happen here
            }
            replaying = new Replaying(
                    actor.read(fold -> Objects.requireNonNull(fold.replayed())),
                    take.orElseThrow(() -> new Diverged("attempt " + attempt, null, "is made")));
            return true;
        }

        private void diverge(Diverged otherwise) {
            try {
                actor.appendAndWait(new Fact.ReplayDiverged(
                        step, attempt, otherwise.field(), otherwise.recorded(), otherwise.replayed()));
            } catch (IllegalFact | CommitRefused late) {
                LOG.debugf("not the first divergence runId=%s stepId=%s", actor.id(), step);
            }
        }

        private void conclude(Plan.Step planned, StepContext context, StepLog log, StepOutcome came) {
            List<Fact.StepSucceeded.Artifact> artifacts = new ArrayList<>();
            if (replaying != null && replaying.isTaken()) {
                replaying.left().ifPresent(left -> workspaces.takeOver(actor, context.place(), left));
            }
            StepOutcome outcome =
                    came instanceof StepOutcome.Succeeded ? keepFiles(planned, context, came, artifacts) : came;
            if (replaying != null) {
                outcome = replaying.judged(outcome);
            }
            switch (outcome) {
                case StepOutcome.Suspended ignored -> log.close();
                case StepOutcome.Failed failed -> {
                    log.say("failed (" + failed.failureClass() + "): " + failed.message());
                    log.close();
                    fail(failed);
                }
                case StepOutcome.Merged merged -> {
                    String commit = replaying == null
                            ? merged.commit()
                            : workspaces.adoptMerge(context.place(), actor.plan(), merged.commit(), replaying.commit());
                    LogStore.Total total = log.finish();
                    actor.appendAndWait(new Fact.StepSucceeded(
                            step,
                            attempt,
                            Map.of("commit", commit),
                            List.of(),
                            commit,
                            null,
                            total.lines(),
                            total.digest()));
                }
                case StepOutcome.Succeeded succeeded -> succeed(planned, context, log, succeeded, artifacts);
            }
        }

        /** Keeps the files a step was to leave; one that did not leave them has failed. */
        private StepOutcome keepFiles(
                Plan.Step planned, StepContext context, StepOutcome done, List<Fact.StepSucceeded.Artifact> artifacts) {
            WorkspaceFiles files = new WorkspaceFiles(context.place().directory());
            for (String path : planned.out()) {
                BlobStore.Kept kept;
                try {
                    kept = files.stream(path, content -> blobs.keep(actor.org(), secrets.guarded(content)))
                            .orElse(null);
                } catch (WorkspaceFiles.UnsafePath unsafe) {
                    return new StepOutcome.Failed("invalid_output", "the step is done, but " + unsafe.getMessage());
                } catch (UncheckedIOException broken) {
                    if (broken.getCause() instanceof SecretFound found) {
                        return new StepOutcome.Failed(
                                "invalid_output",
                                "the step is done, but `" + path + "` holds the value of the secret " + found.secret()
                                        + ", so it is not kept");
                    }
                    throw broken;
                }
                if (kept == null) {
                    return new StepOutcome.Failed(
                            "invalid_output", "the step is done, but did not leave `" + path + "`");
                }
                artifacts.add(new Fact.StepSucceeded.Artifact(path, kept.digest(), kept.bytes()));
            }
            return done;
        }

        private void succeed(
                Plan.Step planned,
                StepContext context,
                StepLog log,
                StepOutcome.Succeeded succeeded,
                List<Fact.StepSucceeded.Artifact> artifacts) {
            if (replaying != null) {
                replaying.compare(succeeded.outputs(), artifacts, workspaces.tree(context.place(), actor.plan()));
            }
            String commit = replaying != null
                    ? adopted(context.place(), replaying.commit())
                    : planned.work() instanceof Work.Action
                            ? null
                            : workspaces.checkpoint(context.place(), actor.plan(), planned, actor.id());
            if (commit != null) {
                log.say("committed " + commit);
            }
            Optional<String> objection = cache.objection(actor, planned, context.place());
            objection.ifPresent(log::say);
            LogStore.Total total = log.finish();
            Fact.StepSucceeded left = new Fact.StepSucceeded(
                    step,
                    attempt,
                    succeeded.outputs(),
                    artifacts,
                    commit,
                    workspaces.tree(context.place(), actor.plan()),
                    total.lines(),
                    total.digest());
            actor.appendAndWait(left);
            if (objection.isEmpty()) {
                cache.keep(actor, planned, left);
            }
        }

        /** The same files as then are the same commit as then. */
        private @Nullable String adopted(Workspaces.Place place, @Nullable String commit) {
            if (commit != null) {
                workspaces.adopt(place, actor.plan(), commit);
            }
            return commit;
        }

        private StepExecutor executor(Work work) {
            return switch (work) {
                case Work.Command ignored -> commands;
                case Work.Action ignored -> actions;
                case Work.AgentTask ignored -> agents;
                case Work.Join ignored -> joins;
            };
        }

        /** A replay is tried again where the run on record was, and waits for nothing. */
        private @Nullable Instant retryAt(StepOutcome.Failed outcome) {
            if (replaying != null) {
                Fact.StepFailed failed = replaying.take().failed();
                return failed == null || failed.retryAt() == null
                        ? null
                        : clock.instant().truncatedTo(ChronoUnit.MILLIS);
            }
            return actor.read(fold -> Retrying.next(
                            actor.id(), fold.step(step), outcome.failureClass(), outcome.retryAfter(), clock.instant()))
                    .orElse(null);
        }

        private void fail(String failureClass, String message) {
            fail(new StepOutcome.Failed(failureClass, message));
        }

        private void fail(StepOutcome.Failed outcome) {
            String message = outcome.message();
            try {
                actor.appendAndWait(new Fact.StepFailed(
                        step,
                        attempt,
                        outcome.failureClass(),
                        message.length() > 2_000 ? message.substring(0, 2_000) + "…" : message,
                        retryAt(outcome)));
            } catch (IllegalFact late) {
                LOG.debugf("step failure came too late runId=%s stepId=%s", actor.id(), step);
            } catch (CommitRefused refused) {
                LOG.debugf("step failure not committed runId=%s stepId=%s", actor.id(), step);
            }
        }
    }
}
