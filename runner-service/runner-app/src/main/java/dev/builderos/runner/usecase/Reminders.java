package dev.builderos.runner.usecase;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.FactCodec;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks again for approvals that runs of ours wait for, as a bus that lost its store may have lost the question or the answer. Who
 * knows the question does nothing, or tells its answer once more. Blocking.
 */
@ApplicationScoped
class Reminders {
    private static final Logger LOG = Logger.getLogger(Reminders.class);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int AT_ONCE = 200;

    private final RunStore store;
    private final Clock clock;
    private final Duration every;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("reminders").factory());

    Reminders(RunStore store, Clock clock, RunnerConfig config) {
        this.store = store;
        this.clock = clock;
        this.every = config.askAgain();
    }

    void start(Supplier<Collection<RunActor>> ours) {
        var _ = timer.scheduleWithFixedDelay(
                () -> askAgain(ours.get()), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }

    private void askAgain(Collection<RunActor> ours) {
        try {
            Instant settled = clock.instant().minus(every);
            List<Envelope> questions = new ArrayList<>();
            for (RunActor actor : ours) {
                if (questions.size() < AT_ONCE && actor.read(Reminders::waits)) {
                    questions.addAll(actor.askAgain(requests(actor, settled)));
                }
            }
            if (!questions.isEmpty()) {
                store.tell(questions).await().atMost(BOUND);
            }
        } catch (RuntimeException failed) {
            if (!timer.isShutdown()) {
                LOG.warnf(
                        "approvals not asked for again this time failure=%s",
                        failed.getClass().getSimpleName());
            }
        }
    }

    private List<Fact.ApprovalRequested> requests(RunActor actor, Instant settled) {
        return store.factsOf(actor.id(), Fact.ApprovalRequested.class.getSimpleName()).await().atMost(BOUND).stream()
                .filter(fact -> fact.at().isBefore(settled))
                .map(Reminders::request)
                .toList();
    }

    private static Fact.ApprovalRequested request(FactRecord record) {
        if (FactCodec.read(record) instanceof Fact.ApprovalRequested requested) {
            return requested;
        }
        throw new IllegalStateException("fact " + record.seq() + " is no request for approval");
    }

    private static boolean waits(RunFold fold) {
        return fold.steps().values().stream()
                .anyMatch(step -> step.calls().values().stream().anyMatch(CallStatus::awaitsAnswer));
    }
}
