package dev.builderos.runner.usecase;

import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.steps.StepRunner;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Frees the workspaces of runs that are over: at once when one ends here, and again where that did not come to its end, because
 * git failed or the server was killed in between. Blocking.
 */
@ApplicationScoped
class WorkspaceSweep {
    private static final Logger LOG = Logger.getLogger(WorkspaceSweep.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int SLOWEST = 20;

    private final RunStore store;
    private final Workspaces workspaces;
    private final StepRunner steps;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("workspace-sweep").factory());

    /** How often each run was tried, and the sweep in which it is tried again. Only the timer's thread comes here. */
    private final Map<RunId, Tries> tries = new HashMap<>();

    private long sweeps;

    /** Ever longer from try to try; what ends at this very moment is let end. */
    private record Tries(int made, long next) {
        Tries again(long now) {
            return new Tries(made + 1, now + Math.min(made + 1, SLOWEST));
        }
    }

    WorkspaceSweep(RunStore store, Workspaces workspaces, StepRunner steps) {
        this.store = store;
        this.workspaces = workspaces;
        this.steps = steps;
    }

    void start(RunActors runs) {
        var _ = timer.scheduleWithFixedDelay(() -> sweep(runs), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }

    /** Frees the workspace of a run that has ended, once none of its steps is at work any more. */
    void free(RunActors runs, RunActor ended) {
        steps.end(ended.id());
        workspaces.close(ended, () -> runs.active(ended.id()).isPresent() || !isOver(ended.id()));
    }

    /** It may have been taken up again meanwhile, by another runner that has the same files. */
    private boolean isOver(RunId run) {
        return !store.closed(List.of(run)).await().atMost(BOUND).isEmpty();
    }

    private void sweep(RunActors runs) {
        try {
            sweeps++;
            List<RunId> left = workspaces.present().stream()
                    .filter(run -> runs.active(run).isEmpty())
                    .collect(Collectors.toList());
            tries.keySet().retainAll(left);
            left.removeIf(run ->
                    tries.computeIfAbsent(run, seen -> new Tries(0, sweeps + 1)).next() > sweeps);
            if (!left.isEmpty()) {
                store.closed(left).await().atMost(BOUND).forEach(run -> again(runs, run));
            }
        } catch (RuntimeException failed) {
            if (timer.isShutdown()) {
                return;
            }
            LOG.warnf(failed, "workspaces: a sweep failed; the next one goes on");
        }
    }

    private void again(RunActors runs, RunStore.Claimed run) {
        Tries now = tries.getOrDefault(run.runId(), new Tries(0, sweeps)).again(sweeps);
        tries.put(run.runId(), now);
        try {
            free(runs, runs.read(run.org(), run.runId(), run.plan()));
            LOG.infof("workspace of a run that is over freed runId=%s", run.runId());
        } catch (RuntimeException failed) {
            LOG.warnf("workspace not freed runId=%s tries=%d reason=%s", run.runId(), now.made(), failed.getMessage());
        }
    }
}
