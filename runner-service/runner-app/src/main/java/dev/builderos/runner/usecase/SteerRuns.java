package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.policy.ApprovalState;
import dev.builderos.contracts.policy.ApprovalView;
import dev.builderos.contracts.runner.CancelRun;
import dev.builderos.contracts.runner.PauseRun;
import dev.builderos.contracts.runner.ResumeRun;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.CallStatus;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** What people say to runs: cancel, pause, go on, and answers to approvals. Blocking; for virtual threads. */
@ApplicationScoped
public class SteerRuns {
    private static final Logger LOG = Logger.getLogger(SteerRuns.class);

    private final Runs runs;
    private final KnownRuns known;
    private final RunStore store;

    SteerRuns(Runs runs, KnownRuns known, RunStore store) {
        this.runs = runs;
        this.known = known;
        this.store = store;
    }

    public RunSummary cancel(CancelRun request) {
        RunSummary stored =
                known.stored(request.requester().org(), request.runId()).summary();
        return stored.state().terminal()
                ? stored
                : say(
                        request.runId(),
                        new Fact.RunCancelRequested(request.requester().id(), request.reason()));
    }

    public RunSummary pause(PauseRun request) {
        RunSummary stored =
                known.stored(request.requester().org(), request.runId()).summary();
        return stored.state().terminal()
                ? stored
                : say(request.runId(), new Fact.RunPaused(request.requester().id(), request.reason()));
    }

    /** Lets a paused run go on. */
    RunSummary unpause(ResumeRun request) {
        return say(request.runId(), new Fact.RunUnpaused(request.requester().id()));
    }

    /** Saying what holds already changes nothing. */
    private RunSummary say(RunId run, Fact fact) {
        RunActor actor = runs.active(run)
                .orElseThrow(() -> new ContractException(
                        "run.elsewhere",
                        ErrorCategory.UNAVAILABLE,
                        "the run is being taken over by a runner; try again in a moment"));
        try {
            actor.appendAndWait(fact);
        } catch (IllegalFact already) {
            LOG.debugf("%s changes nothing runId=%s reason=%s", fact.type(), run, already.getMessage());
        }
        return actor.summary();
    }

    /** Takes an answer into the run that waits for it. An answer that came before, or too late, changes nothing. */
    public void answered(ApprovalView approval) {
        if (approval.state() == ApprovalState.PENDING || approval.state() == ApprovalState.WITHDRAWN) {
            return;
        }
        boolean waits = store.find(approval.org(), approval.runId())
                .await()
                .atMost(Duration.ofSeconds(5))
                .filter(row -> row instanceof RunStore.StoredRun run
                        && !run.closed()
                        && !run.summary().state().terminal())
                .isPresent();
        if (!waits) {
            return;
        }
        RunActor actor = runs.active(approval.runId())
                .orElseThrow(() -> new ContractException(
                        "run.elsewhere", ErrorCategory.UNAVAILABLE, "the run is not this runner's at the moment"));
        Fact.OfCall fact = actor.read(fold -> fold.step(approval.stepId()).calls().entrySet().stream()
                .filter(call -> approval.id().equals(call.getValue().approvalId())
                        && call.getValue().awaitsAnswer())
                .findFirst()
                .map(call -> fact(approval, fold.step(approval.stepId()).attempt(), call))
                .orElse(null));
        if (fact == null) {
            return;
        }
        try {
            actor.append((Fact) fact).join();
        } catch (IllegalFact late) {
            LOG.debugf("answer too late runId=%s approvalId=%s", approval.runId(), approval.id());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof CommitRefused) {
                throw new ContractException(
                        "run.elsewhere", ErrorCategory.UNAVAILABLE, "the run is no longer this runner's");
            }
            throw failed;
        }
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
