package dev.builderos.runner.usecase;

import dev.builderos.contracts.RunId;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.store.SaidStore;
import dev.builderos.runner.store.Tombstones;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Deletes what the settings let go, so many runs at a time, and then the content that nobody names any more. */
@ApplicationScoped
public class Retention {
    static final String REASON = "retention";

    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final String RUNNER = "runner";
    private static final int RUNS_AT_ONCE = 100;
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final RunnerConfig.Retention settings;
    private final Tombstones tombstones;
    private final DeleteRuns deleteRuns;
    private final Leftovers leftovers;
    private final SaidStore said;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("retention").factory());

    Retention(RunnerConfig config, Tombstones tombstones, DeleteRuns deleteRuns, Leftovers leftovers, SaidStore said) {
        this.settings = config.retention();
        require(settings.days(), "days");
        require(settings.keepLast(), "keep-last");
        this.tombstones = tombstones;
        this.deleteRuns = deleteRuns;
        this.leftovers = leftovers;
        this.said = said;
    }

    /** A limit below one would delete runs that have just ended. */
    private static void require(Optional<Integer> limit, String name) {
        if (limit.isPresent() && limit.get() < 1) {
            throw new IllegalArgumentException("builderos.runner.retention." + name + " is at least 1");
        }
    }

    public void start() {
        long every = settings.every().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
    }

    public void stop() {
        timer.shutdownNow();
    }

    private void sweep() {
        try {
            expire();
            said.removeLate().await().atMost(BOUND);
            leftovers.sweep();
            leftovers.sweepIncoming();
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "retention: a sweep failed; the next one goes on");
        }
    }

    private void expire() {
        if (settings.days().isEmpty() && settings.keepLast().isEmpty()) {
            return;
        }
        List<RunId> expired = tombstones
                .expired(settings.days().orElse(null), settings.keepLast().orElse(null), RUNS_AT_ONCE)
                .await()
                .atMost(BOUND);
        expired.forEach(run -> deleteRuns.forget(run, RUNNER, REASON));
    }
}
