package dev.builderos.runner.usecase;

import dev.builderos.bus.DatabaseFailure;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.actor.FactRedaction;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.actor.RunMessages;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.Command;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.steps.Cassettes;
import dev.builderos.runner.steps.StepRunner;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.RunCommit;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Sandboxes;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The runs that are ours: starts actors, carries out what follows from their facts, keeps and takes leases. */
@ApplicationScoped
public class Runs implements RunActors, RunActor.Listener {
    private static final Logger LOG = Logger.getLogger(Runs.class);
    private static final int CLAIM_AT_ONCE = 50;
    private static final int PAGE = 1_000;

    private final RunStore store;
    private final Journal journal;
    private final RunMessages messages;
    private final Clock clock;
    private final StepRunner steps;
    private final Workspaces workspaces;
    private final Cassettes cassettes;
    private final Receipts receipts;
    private final RunGroups groups;
    private final WorkspaceSweep sweep;
    private final Reminders reminders;
    private final RunnerConfig config;
    private final FactRedaction redaction;
    private final Sandboxes sandboxes;
    private final Map<RunId, RunActor> actors = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("runner-timer").factory());
    private volatile long renewedAt = System.nanoTime();

    Runs(
            RunStore store,
            Journal journal,
            RunMessages messages,
            Clock clock,
            StepRunner steps,
            Workspaces workspaces,
            Cassettes cassettes,
            Receipts receipts,
            Traces traces,
            RunGroups groups,
            WorkspaceSweep sweep,
            Reminders reminders,
            RunnerConfig config,
            Sandboxes sandboxes,
            KnownSecrets secrets) {
        this.store = store;
        this.journal = journal;
        this.messages = new RunNews(messages, List.of(RunMeters::count, traces::hear));
        this.clock = clock;
        this.steps = steps;
        this.workspaces = workspaces;
        this.cassettes = cassettes;
        this.receipts = receipts;
        this.groups = groups;
        this.sweep = sweep;
        this.reminders = reminders;
        this.config = config;
        this.sandboxes = sandboxes;
        this.redaction = new FactRedaction(secrets);
        Metrics.gaugeMapSize("builderos.runs.active", Tags.empty(), actors);
    }

    /** Starts to keep leases and to take over runs nobody carries out. */
    public void start() {
        receipts.start();
        groups.start(this::active);
        sweep.start(this);
        reminders.start(actors::values);
        timer.execute(() -> {
            if (config.sole()) {
                store.endAllLeases().await().atMost(config.lease());
            }
        });
        long every = config.lease().toMillis() / 3;
        var _ = timer.scheduleWithFixedDelay(() -> guarded("renew", this::renew), every, every, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(() -> guarded("claim", this::claim), 0, 1_000, TimeUnit.MILLISECONDS);
    }

    /** Ends all work here and gives the leases back, so that another runner goes on at once. */
    public void stop() {
        timer.shutdownNow();
        groups.stop();
        sweep.stop();
        reminders.stop();
        receipts.stop();
        List<RunActor> ours = new ArrayList<>(actors.values());
        ours.forEach(actor -> actor.loose(new CommitRefused("the runner stops", null)));
        ours.forEach(actor -> store.release(actor.id()).await().atMost(Duration.ofSeconds(2)));
    }

    @Override
    public Optional<RunActor> active(RunId id) {
        return Optional.ofNullable(actors.get(id));
    }

    public int activeCount() {
        return actors.size();
    }

    /** Makes a new run durable and starts it. */
    public CompletableFuture<RunSummary> admit(RunId id, Plan plan, Fact.RunAdmitted admitted, RunCommit.Birth birth) {
        RunActor actor = newActor(id, plan, admitted);
        return actor.admit(admitted, birth).thenApply(done -> actor.summary());
    }

    /** Makes a new run durable that starts when its concurrency group is free. */
    CompletableFuture<RunSummary> admit(
            RunId id, Plan plan, Fact.RunAdmitted admitted, Fact.RunQueued queued, RunCommit.Birth birth) {
        RunActor actor = newActor(id, plan, admitted);
        return actor.admit(admitted, queued, birth).thenApply(done -> {
            groups.changed(actor);
            return actor.summary();
        });
    }

    private RunActor newActor(RunId id, Plan plan, Fact.RunAdmitted admitted) {
        RunActor actor =
                new RunActor(id, admitted.org(), 1, plan, this::plan, journal, messages, clock, this, redaction);
        actors.put(id, actor);
        return actor;
    }

    /** Takes up a run again that is closed. Blocking. */
    RunActor reopen(OrgId org, RunId id, Fact.RunReopened fact) {
        RunStore.Claimed claim = store.takeClosed(org, id)
                .await()
                .atMost(Duration.ofSeconds(10))
                .orElseThrow(() -> new CommitRefused("run " + id + " has moved on without us", null));
        RunActor actor = actor(claim);
        actors.put(id, actor);
        try {
            actor.appendAndWait(fact);
        } catch (IllegalFact | CommitRefused refused) {
            actors.remove(id, actor);
            throw refused;
        }
        return actor;
    }

    /** Reads a run that need not be ours: its state as its journal says. Refused when the journal cannot be read. */
    @Override
    public RunActor read(OrgId org, RunId id, Digest planDigest) {
        try {
            return actor(new RunStore.Claimed(id, org, 0, planDigest));
        } catch (RuntimeException broken) {
            if (passes(broken)) {
                throw broken;
            }
            LOG.errorf(broken, "run not readable runId=%s", id);
            throw KnownRuns.setAside(id, reason(broken), "`builderos delete " + id + "` takes it away");
        }
    }

    private RunActor actor(RunStore.Claimed claim) {
        RunActor actor = new RunActor(
                claim.runId(),
                claim.org(),
                claim.epoch(),
                plan(claim.plan()),
                this::plan,
                journal,
                messages,
                clock,
                this,
                redaction);
        replay(actor);
        return actor;
    }

    private Plan plan(Digest digest) {
        String json = store.plan(digest).await().atMost(Duration.ofSeconds(10));
        return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), Plan.class);
    }

    private void replay(RunActor actor) {
        long after = 0;
        while (true) {
            List<FactRecord> page = store.facts(actor.id(), after, PAGE).await().atMost(Duration.ofSeconds(30));
            actor.replay(page, FactCodec::read);
            if (page.size() < PAGE) {
                break;
            }
            after = page.getLast().seq();
        }
        if (actor.seq() == 0) {
            throw new IllegalStateException("its journal is empty");
        }
    }

    // ---- leases

    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "leases: %s failed", what);
            fence();
        }
    }

    private void renew() {
        Set<RunId> ours = new HashSet<>();
        actors.forEach((id, actor) -> {
            if (actor.known()) {
                ours.add(id);
            }
        });
        if (!ours.isEmpty()) {
            List<RunId> kept = store.renew(ours).await().atMost(config.lease().dividedBy(3));
            kept.forEach(ours::remove);
            for (RunId gone : ours) {
                RunActor actor = actors.get(gone);
                if (actor != null && !actor.read(RunFold::closed)) {
                    actor.loose(new CommitRefused("the lease of run " + gone + " is another runner's", null));
                }
            }
        }
        renewedAt = System.nanoTime();
    }

    /** Who cannot renew must not go on: another runner may have the run. Measured on this machine's own steady clock. */
    private void fence() {
        Duration silent = Duration.ofNanos(System.nanoTime() - renewedAt);
        if (silent.compareTo(config.lease().minusSeconds(5)) > 0) {
            new ArrayList<>(actors.values())
                    .forEach(actor -> actor.loose(new CommitRefused("the lease could not be renewed", null)));
        }
    }

    private void claim() {
        RunStore.Taken taken = store.claim(CLAIM_AT_ONCE).await().atMost(config.lease());
        taken.unreadable().forEach(row -> setAside(row.id(), row.why()));
        for (RunStore.Claimed claim : taken.runs()) {
            Thread.ofVirtual().name("take-over-" + claim.runId()).start(() -> takeOver(claim));
        }
    }

    private void takeOver(RunStore.Claimed claim) {
        try {
            RunActor before = actors.remove(claim.runId());
            if (before != null) {
                before.loose(new CommitRefused("taken over under a newer epoch", null));
            }
            // Nothing may be at work in its worktrees that an earlier lease has started.
            sandboxes.clear(
                    claim.org().toString(),
                    claim.runId().toString(),
                    config.lease().dividedBy(2));
            RunActor actor = actor(claim);
            actors.put(claim.runId(), actor);
            if (!actor.read(RunFold::closed)) {
                boolean over = actor.summary().state().terminal();
                if (!over) {
                    actor.appendAndWait(new Fact.RunTakenOver(config.name().orElse("local")));
                }
            }
            LOG.infof("run taken over runId=%s epoch=%d", claim.runId(), claim.epoch());
            actor.resume();
        } catch (CommitRefused refused) {
            LOG.warnf("run not taken over runId=%s reason=%s", claim.runId(), refused.getMessage());
        } catch (Sandboxes.Unavailable unknown) {
            LOG.warnf("run not taken over, its lease runs out runId=%s reason=%s", claim.runId(), unknown.getMessage());
        } catch (RuntimeException broken) {
            actors.remove(claim.runId());
            if (passes(broken)) {
                LOG.warnf("run not read, its lease runs out runId=%s reason=%s", claim.runId(), broken.getMessage());
            } else {
                LOG.errorf(broken, "run not readable runId=%s", claim.runId());
                setAside(claim.runId(), reason(broken));
            }
        }
    }

    private void setAside(RunId run, String why) {
        LOG.errorf("run set aside runId=%s reason=%s", run, why);
        store.quarantine(run, why).await().atMost(Duration.ofSeconds(10));
    }

    /** Whether a run could not be read because the database did not give it: nothing is wrong with the run then. */
    private static boolean passes(RuntimeException failure) {
        return failure instanceof TimeoutException || DatabaseFailure.passes(failure);
    }

    private static String reason(RuntimeException broken) {
        return broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
    }

    // ---- what follows from facts

    @Override
    public void carryOut(RunActor actor, Command command) {
        switch (command) {
            case Command.OpenWorkspace ignored -> background(actor, () -> workspaces.open(actor));
            case Command.StartStep start -> steps.start(actor, start.step(), start.attempt());
            case Command.ContinueStep goOn -> steps.goOn(actor, goOn.step(), goOn.attempt());
            case Command.RetryLater retry -> {
                long delay = Math.max(
                        0, Duration.between(clock.instant(), retry.at()).toMillis());
                var _ = timer.schedule(
                        () -> steps.start(actor, retry.step(), retry.attempt()), delay, TimeUnit.MILLISECONDS);
            }
            case Command.ExpandStep expand -> background(actor, () -> steps.expand(actor, expand.step()));
            case Command.TimeOutStep late ->
                background(actor, () -> steps.timeOut(actor, late.step(), late.attempt(), late.message()));
            case Command.WakeAt wake -> {
                long delay =
                        Math.max(0, Duration.between(clock.instant(), wake.at()).toMillis());
                var _ = timer.schedule(
                        () -> background(actor, () -> wake(actor, wake.step())), delay, TimeUnit.MILLISECONDS);
            }
            case Command.StopStep stop -> background(actor, () -> steps.stop(actor, stop.step(), stop.reason()));
            case Command.IssueReceipt ignored -> {
                groups.changed(actor);
                receipts.request(actor);
            }
            case Command.CloseWorkspace ignored -> {
                groups.changed(actor);
                actors.remove(actor.id(), actor);
                cassettes.close(actor);
                if (actor.plan().needsWorkspace()) {
                    background(actor, () -> sweep.free(this, actor));
                }
            }
            case Command.Write write ->
                throw new IllegalStateException(
                        "written with its cause: " + write.fact().type());
            case Command.Withdraw ignored -> throw new IllegalStateException("sent with its cause");
        }
    }

    @Override
    public RunActor.Receipt receipt(RunId run, List<FactRecord> journal) {
        return receipts.sign(run, journal);
    }

    /** The time of a step or of the run may be up; a wake-up that is not needed any more finds that it is not. */
    private void wake(RunActor actor, @Nullable StepId step) {
        actor.read(fold -> fold.timeUp(step, clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .ifPresent(actor::appendAndWait);
    }

    private static void background(RunActor actor, Runnable work) {
        Thread.ofVirtual().name("run-" + actor.id()).start(() -> {
            try {
                work.run();
            } catch (IllegalFact late) {
                LOG.debugf("too late runId=%s reason=%s", actor.id(), late.getMessage());
            } catch (CommitRefused refused) {
                LOG.warnf("not committed runId=%s reason=%s", actor.id(), refused.getMessage());
            } catch (RuntimeException failed) {
                LOG.errorf(failed, "background work failed runId=%s", actor.id());
            }
        });
    }

    @Override
    public void lost(RunActor actor, Throwable why) {
        LOG.warnf("run lost runId=%s reason=%s", actor.id(), why.getMessage());
        actors.remove(actor.id(), actor);
        steps.abandon(actor);
    }
}
