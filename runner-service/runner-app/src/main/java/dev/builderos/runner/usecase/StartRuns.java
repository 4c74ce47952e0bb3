package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.RunCommit;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Sandboxes;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Admits runs: prepares the plan and makes the run durable before anybody hears of it. */
@ApplicationScoped
public class StartRuns {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Plans plans;
    private final RunStore store;
    private final Runs runs;
    private final Workspaces workspaces;
    private final Sandboxes sandboxes;
    private final Clock clock;

    StartRuns(Plans plans, RunStore store, Runs runs, Workspaces workspaces, Sandboxes sandboxes, Clock clock) {
        this.plans = plans;
        this.store = store;
        this.runs = runs;
        this.workspaces = workspaces;
        this.sandboxes = sandboxes;
        this.clock = clock;
    }

    /** Blocking; for virtual threads. Refusals are {@link ContractException}s. */
    public RunAccepted start(StartRun request) {
        Optional<RunAccepted> known = known(request);
        if (known.isPresent()) {
            return known.get();
        }
        Plans.Prepared prepared = plans.prepare(request);
        Plan plan = prepared.plan();
        if (plan.needsWorkspace()) {
            requireSandbox(request.options().sandbox());
            workspaces.check(Path.of(plan.root()), request.options().allowDirty());
        }
        RunId id = new RunId(TimeOrderedId.next(clock).toString());
        Fact.RunAdmitted admitted = new Fact.RunAdmitted(
                id,
                request.requester().org(),
                request.project(),
                plan.root(),
                plan.pipeline(),
                plan.version(),
                plan.path(),
                request.requester(),
                request.snapshot(),
                prepared.digest(),
                prepared.policy(),
                plan.inputs(),
                request.options(),
                prepared.outline());
        try {
            RunSummary summary = runs.admit(
                            id,
                            plan,
                            admitted,
                            new RunCommit.Birth(prepared.digest().value(), prepared.json(), request.idempotencyKey()))
                    .join();
            return new RunAccepted(id, summary);
        } catch (CompletionException failed) {
            return known(request)
                    .orElseThrow(() -> new ContractException(
                            "run.not-admitted",
                            ErrorCategory.UNAVAILABLE,
                            "the run could not be made durable: "
                                    + (failed.getCause() instanceof CommitRefused refused
                                            ? refused.getMessage()
                                            : "see the log")));
        }
    }

    private Optional<RunAccepted> known(StartRun request) {
        String key = request.idempotencyKey();
        OrgId org = request.requester().org();
        return key == null
                ? Optional.empty()
                : store.findByKey(org, request.project(), key)
                        .await()
                        .atMost(DEADLINE)
                        .map(id -> new RunAccepted(
                                id,
                                store.find(org, id)
                                        .await()
                                        .atMost(DEADLINE)
                                        .map(RunStore.StoredRun::summary)
                                        .orElse(null)));
    }

    private void requireSandbox(String name) {
        try {
            sandboxes.named(name);
        } catch (Sandboxes.Unavailable unavailable) {
            throw new ContractException("run.sandbox", ErrorCategory.INVALID, String.valueOf(unavailable.getMessage()));
        }
    }
}
