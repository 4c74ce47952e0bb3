package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunOptions;
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
    private final RunGroups groups;
    private final Receipts receipts;
    private final Workspaces workspaces;
    private final Sandboxes sandboxes;
    private final Clock clock;

    StartRuns(
            Plans plans,
            RunStore store,
            Runs runs,
            RunGroups groups,
            Receipts receipts,
            Workspaces workspaces,
            Sandboxes sandboxes,
            Clock clock) {
        this.plans = plans;
        this.store = store;
        this.runs = runs;
        this.groups = groups;
        this.receipts = receipts;
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
        if (prepared.plan().needsWorkspace()) {
            requireSandbox(request.options().sandbox(), prepared.plan());
            workspaces.check(Path.of(prepared.plan().root()), request.options().allowDirty());
        }
        return admit(request, prepared, draft(request, prepared));
    }

    /** The run that the same key stands for already; refused when no new one is taken on. */
    Optional<RunAccepted> known(StartRun request) {
        Optional<RunAccepted> known = byKey(request);
        if (known.isEmpty() && receipts.overloaded()) {
            throw new ContractException(
                    "run.overloaded",
                    ErrorCategory.EXHAUSTED,
                    "too many runs have ended of which the receipts are still to be written; try again in a moment");
        }
        return known;
    }

    /** How a run would be admitted. */
    Fact.RunAdmitted draft(StartRun request, Plans.Prepared prepared) {
        Plan plan = prepared.plan();
        return new Fact.RunAdmitted(
                new RunId(TimeOrderedId.next(clock).toString()),
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
                confined(request.options()),
                prepared.outline());
    }

    /** Of who asks to be confined it is on record how that is done here. */
    private RunOptions confined(RunOptions asked) {
        return asked.in(sandboxes.forNewRun(asked.sandbox()));
    }

    /** Makes a run durable. */
    RunAccepted admit(StartRun request, Plans.Prepared prepared, Fact.RunAdmitted admitted) {
        Plan plan = prepared.plan();
        RunId id = admitted.run();
        try {
            RunCommit.Birth birth =
                    new RunCommit.Birth(prepared.digest().value(), prepared.json(), request.idempotencyKey());
            Plan.Concurrency concurrency = plan.concurrency();
            RunSummary summary = concurrency == null || admitted.replayed() != null
                    ? runs.admit(id, plan, admitted, birth).join()
                    : admitToGroup(concurrency.group(), plan, admitted, birth);
            return new RunAccepted(id, summary);
        } catch (CompletionException failed) {
            return byKey(request)
                    .orElseThrow(() -> new ContractException(
                            "run.not-admitted",
                            ErrorCategory.UNAVAILABLE,
                            "the run could not be made durable: "
                                    + (failed.getCause() instanceof CommitRefused refused
                                            ? refused.getMessage()
                                            : "see the log")));
        }
    }

    /**
     * At once when the group is free, else queued. Another run may be quicker even when it is free: then the database refuses
     * the first commit, and the second, of the same run, is queued.
     */
    private RunSummary admitToGroup(String group, Plan plan, Fact.RunAdmitted admitted, RunCommit.Birth birth) {
        RunId id = admitted.run();
        Optional<String> obstacle = groups.obstacle(admitted.org(), admitted.project(), group);
        if (obstacle.isEmpty()) {
            try {
                return runs.admit(id, plan, admitted, birth).join();
            } catch (CompletionException failed) {
                if (!(failed.getCause() instanceof CommitRefused refused) || refused.getCause() != null) {
                    throw failed;
                }
                obstacle = groups.obstacle(admitted.org(), admitted.project(), group);
            }
        }
        String reason = obstacle.orElse("waits for its turn in group " + group);
        return runs.admit(id, plan, admitted, new Fact.RunQueued(reason), birth).join();
    }

    private Optional<RunAccepted> byKey(StartRun request) {
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
                                        .map(row -> row instanceof RunStore.StoredRun run ? run.summary() : null)
                                        .orElse(null)));
    }

    /** What the commands of a plan need of this host. */
    void requireSandbox(String asked, Plan plan) {
        String name = sandboxes.forNewRun(asked);
        try {
            sandboxes.named(name);
            if (plan.networks() != null) {
                sandboxes.requireNetwork(name);
            }
        } catch (Sandboxes.Unavailable unavailable) {
            throw new ContractException("run.sandbox", ErrorCategory.INVALID, String.valueOf(unavailable.getMessage()));
        }
    }
}
