package dev.builderos.runner.usecase;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.runner.CancelRun;
import dev.builderos.contracts.runner.PauseRun;
import dev.builderos.contracts.runner.ResumeRun;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.domain.Word;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.SaidStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is said to runs: cancel, pause, go on, and answers to approvals. A runner that carries the run out does it at once; any
 * other keeps it for the one that does. Blocking; for virtual threads.
 */
@ApplicationScoped
public class SteerRuns {
    private static final Logger LOG = Logger.getLogger(SteerRuns.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration BOUND = Duration.ofSeconds(5);

    /** How long somebody waits to see what he said done by another runner; it is done later all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RunActors runs;
    private final KnownRuns known;
    private final SaidStore said;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("said").factory());

    /** Told once, however often a database that is away is asked. */
    private boolean failing;

    SteerRuns(RunActors runs, KnownRuns known, SaidStore said) {
        this.runs = runs;
        this.known = known;
        this.said = said;
    }

    /** Takes from now on what others keep for runs of ours. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::takeAll, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void stop() {
        timer.shutdownNow();
    }

    public RunSummary cancel(CancelRun request) {
        return say(
                request.requester(),
                request.runId(),
                new Word.Cancel(request.requester().id(), request.reason()));
    }

    public RunSummary pause(PauseRun request) {
        return say(
                request.requester(),
                request.runId(),
                new Word.Pause(request.requester().id(), request.reason()));
    }

    /** Lets a paused run go on. */
    RunSummary unpause(ResumeRun request) {
        return say(
                request.requester(),
                request.runId(),
                new Word.GoOn(request.requester().id()));
    }

    /** Saying what holds already changes nothing, nor does anything that is said to a run that is over. */
    private RunSummary say(Requester by, RunId run, Word word) {
        RunSummary stored = known.stored(by.org(), run).summary();
        if (stored.state().terminal()) {
            return stored;
        }
        Optional<RunActor> here = runs.active(run);
        if (here.isPresent() && taken(here.get(), word)) {
            return here.get().summary();
        }
        said.keep(run, UUID.randomUUID().toString(), word).await().atMost(BOUND).ifPresent(this::awaitTaken);
        return known.stored(by.org(), run).summary();
    }

    private void awaitTaken(long id) {
        Uni.createFrom()
                .deferred(() -> said.waits(id))
                .repeat()
                .withDelay(LOOK.dividedBy(2))
                .whilst(waits -> waits)
                .collect()
                .last()
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(true)
                .await()
                .atMost(BOUND);
    }

    /** Takes an answer into the run that waits for it. An answer that came before, or too late, changes nothing. */
    public void answered(ApprovalView approval) {
        if (approval.state() == ApprovalState.PENDING || approval.state() == ApprovalState.WITHDRAWN) {
            return;
        }
        Word word = new Word.Answered(approval);
        Optional<RunActor> here = runs.active(approval.runId());
        if (here.isEmpty() || !taken(here.get(), word)) {
            said.keep(approval.runId(), "approval/" + approval.id(), word)
                    .await()
                    .atMost(BOUND);
        }
    }

    private void takeAll() {
        try {
            Set<RunId> later = new HashSet<>();
            for (SaidStore.Said each : said.ours().await().atMost(BOUND)) {
                Optional<RunActor> here = runs.active(each.run());
                if (here.isPresent() && !later.contains(each.run()) && taken(here.get(), each.word())) {
                    said.remove(each.id()).await().atMost(BOUND);
                } else {
                    later.add(each.run());
                }
            }
            failing = false;
        } catch (RuntimeException failed) {
            if (!failing && !timer.isShutdown()) {
                LOG.warnf("what was said to runs is taken later reason=%s", failed.getMessage());
            }
            failing = true;
        }
    }

    /** Whether it is in the journal, or changes nothing; no where the run is not ours any more. */
    private static boolean taken(RunActor actor, Word word) {
        Fact fact = switch (word) {
            case Word.Cancel cancel -> new Fact.RunCancelRequested(cancel.by(), cancel.reason());
            case Word.Pause pause -> new Fact.RunPaused(pause.by(), pause.reason());
            case Word.GoOn goOn -> new Fact.RunUnpaused(goOn.by());
            case Word.Answered answered -> answer(actor, answered.approval());
        };
        if (fact == null) {
            return true;
        }
        try {
            actor.appendAndWait(fact);
        } catch (IllegalFact already) {
            LOG.debugf("%s changes nothing runId=%s reason=%s", fact.type(), actor.id(), already.getMessage());
        } catch (CommitRefused lost) {
            LOG.debugf("%s is for another runner runId=%s", fact.type(), actor.id());
            return false;
        }
        return true;
    }

    private static @Nullable Fact answer(RunActor actor, ApprovalView approval) {
        return actor.read(fold -> fold.step(approval.stepId()).calls().entrySet().stream()
                .filter(call -> approval.id().equals(call.getValue().approvalId())
                        && call.getValue().awaitsAnswer())
                .findFirst()
                .map(call -> (Fact) fact(approval, fold.step(approval.stepId()).attempt(), call))
                .orElse(null));
    }

    private static Fact.OfCall fact(ApprovalView approval, int attempt, Map.Entry<String, CallStatus> call) {
        if (approval.state() == ApprovalState.GRANTED) {
            return new Fact.ApprovalGranted(
                    approval.stepId(),
                    attempt,
                    call.getKey(),
                    approval.id(),
                    approval.effectDigest(),
                    approval.answers());
        }
        return new Fact.ApprovalRefused(
                approval.stepId(),
                attempt,
                call.getKey(),
                approval.id(),
                approval.effectDigest(),
                approval.state(),
                approval.answers().stream()
                        .map(ApprovalView.Given::reason)
                        .filter(reason -> reason != null && !reason.isBlank())
                        .reduce((first, last) -> last)
                        .orElse(null),
                approval.answers());
    }
}
