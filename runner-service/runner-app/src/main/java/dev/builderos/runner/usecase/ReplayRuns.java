package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.ReplayRun;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.contracts.runner.StepState;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Replayed;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts replays: runs that do what another did with the answers, decisions and results on record. Neither registry nor policy is
 * asked: the plan is the one on record.
 */
@ApplicationScoped
public class ReplayRuns {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Runs runs;
    private final KnownRuns known;
    private final RunStore store;
    private final StartRuns startRuns;
    private final Workspaces workspaces;

    ReplayRuns(Runs runs, KnownRuns known, RunStore store, StartRuns startRuns, Workspaces workspaces) {
        this.runs = runs;
        this.known = known;
        this.store = store;
        this.startRuns = startRuns;
        this.workspaces = workspaces;
    }

    /** Blocking; for virtual threads. Refusals are {@link ContractException}s. */
    public RunAccepted replay(ReplayRun request) {
        RunStore.StoredRun stored = known.stored(request.requester().org(), request.runId());
        KnownRuns.requireClosed(stored, "replayed");
        return runs.read(request.requester().org(), request.runId(), stored.plan())
                .read(source -> replay(request, source, stored.summary().facts()));
    }

    private RunAccepted replay(ReplayRun request, RunFold source, long facts) {
        requireReplayable(source);
        Fact.RunAdmitted was = Objects.requireNonNull(source.admitted());
        StartRun start = asStarted(request, was);
        Optional<RunAccepted> before = startRuns.known(start);
        if (before.isPresent()) {
            return before.get();
        }
        Digest digest = Objects.requireNonNull(source.planDigest());
        Plans.Prepared prepared = new Plans.Prepared(
                source.plan(), store.plan(digest).await().atMost(BOUND), digest, was.policyDigest(), was.steps());
        Replayed replayed = replayed(request, source, facts);
        if (source.plan().needsWorkspace()) {
            startRuns.requireSandbox(start.options().sandbox(), prepared.plan());
            workspaces.checkRecord(source.plan(), replayed, commits(source));
        }
        return startRuns.admit(start, prepared, startRuns.draft(start, prepared).replaying(replayed, was.forked()));
    }

    private static void requireReplayable(RunFold source) {
        String why = source.openings() > 1
                ? "the run was taken up again, and its openings do not make one record"
                : source.state() == RunState.CANCELLED
                        ? "the run was cancelled, which nothing brings about again"
                        : !Objects.requireNonNull(source.admitted())
                                        .options()
                                        .sandbox()
                                        .equals("bubblewrap")
                                ? "the run had no sandbox, so its commands might do again whatever they did"
                                : source.plan().needsWorkspace()
                                                && (source.started() == null
                                                        || source.started().baseCommit() == null)
                                        ? "the run never had a workspace"
                                        : null;
        if (why != null) {
            throw new ContractException("run.not-replayable", ErrorCategory.CONFLICT, why);
        }
    }

    private static StartRun asStarted(ReplayRun request, Fact.RunAdmitted was) {
        RunOptions options = was.options();
        return new StartRun(
                request.requester(),
                was.project(),
                was.snapshot(),
                was.pipelinePath(),
                was.inputs(),
                new RunOptions(
                        options.sandbox(),
                        options.model(),
                        options.allowDirty(),
                        null,
                        options.cache(),
                        null,
                        request.runId()),
                request.idempotencyKey());
    }

    private Replayed replayed(ReplayRun request, RunFold source, long facts) {
        Fact.RunStarted started = source.started();
        Map<String, StepState> ends = new TreeMap<>();
        for (StepStatus status : source.steps().values()) {
            ends.put(status.step().id().value(), status.state());
        }
        List<FactRecord> last = store.facts(request.requester().org(), request.runId(), facts - 1, 1)
                .await()
                .atMost(BOUND);
        return new Replayed(
                request.runId(),
                facts,
                last.getFirst().hash(),
                started == null ? null : started.branch(),
                started == null ? null : started.baseCommit(),
                source.state(),
                ends);
    }

    private static List<String> commits(RunFold source) {
        return source.steps().values().stream()
                .map(StepStatus::commit)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
