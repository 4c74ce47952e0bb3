package dev.builderos.runner.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.store.GroupStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Sees to it that runs which wait for their concurrency group get their turn, and that those in the way of a run that waits for
 * nobody are cancelled. What is to be done follows from the database alone, so that it is done whichever runner died; being woken
 * only makes it happen at once.
 */
@ApplicationScoped
public class RunGroups {
    private static final Logger LOG = Logger.getLogger(RunGroups.class);
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final GroupStore store;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("run-groups").factory());
    private Function<RunId, Optional<RunActor>> ours = run -> Optional.empty();

    RunGroups(GroupStore store) {
        this.store = store;
    }

    /** Begins; {@code ours} finds the runs this runner carries out. */
    void start(Function<RunId, Optional<RunActor>> ours) {
        worker.execute(() -> this.ours = ours);
        var _ = worker.scheduleWithFixedDelay(this::look, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        worker.shutdownNow();
    }

    /** What a new run has to wait for before it may start, in words; empty when its group is free. Blocking. */
    Optional<String> obstacle(OrgId org, ProjectId project, String group) {
        return store.ahead(org, project, group)
                .await()
                .atMost(BOUND)
                .map(run -> "waits for run " + run + " in group " + group);
    }

    /** The runs of this one's group may go on now, if it has one. */
    void changed(RunActor actor) {
        if (actor.plan().concurrency() != null && woken.compareAndSet(false, true) && !worker.isShutdown()) {
            worker.execute(() -> {
                woken.set(false);
                look();
            });
        }
    }

    private void look() {
        try {
            if (store.anyWaits().await().atMost(BOUND)) {
                store.superseded().await().atMost(BOUND).forEach(this::cancel);
                store.grant().await().atMost(BOUND);
                store.granted().await().atMost(BOUND).forEach(run -> say(run, new Fact.RunReleased()));
            }
        } catch (RuntimeException failed) {
            LOG.warnf("groups: the next sweep will try again reason=%s", failed.getMessage());
        }
    }

    private void cancel(GroupStore.Superseded run) {
        say(
                run.run(),
                new Fact.RunCancelRequested(
                        "concurrency group " + run.group(), "run " + run.by() + " of the same group takes its place"));
    }

    /** Nobody waits for it: what is refused is still so at the next sweep, or is another runner's. */
    private void say(RunId run, Fact fact) {
        try {
            var _ = ours.apply(run).map(actor -> actor.append(fact));
        } catch (IllegalFact already) {
            LOG.debugf("%s changes nothing runId=%s reason=%s", fact.type(), run, already.getMessage());
        }
    }
}
