package dev.builderos.runner.usecase;

import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.policy.PinPolicy;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.PlanCompiler;
import dev.builderos.runner.engine.PlanRequest;
import dev.builderos.runner.engine.Planned;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.RunCommit;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Admits runs: pins snapshot and policy, compiles the plan, and makes the run durable before anybody hears of it. */
@ApplicationScoped
public class StartRuns {
    private static final String POLICY_FILE = "builderos.policy.yaml";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Sources sources;
    private final RunStore store;
    private final Runs runs;
    private final Workspaces workspaces;
    private final Toolbox tools;
    private final Sandboxes sandboxes;
    private final Clock clock;

    StartRuns(
            Sources sources,
            RunStore store,
            Runs runs,
            Workspaces workspaces,
            Toolbox tools,
            Sandboxes sandboxes,
            Clock clock) {
        this.sources = sources;
        this.store = store;
        this.runs = runs;
        this.workspaces = workspaces;
        this.tools = tools;
        this.sandboxes = sandboxes;
        this.clock = clock;
    }

    /** Blocking; for virtual threads. Refusals are {@link ContractException}s. */
    public RunAccepted start(StartRun request) {
        Optional<RunId> known = known(request);
        if (known.isPresent()) {
            return new RunAccepted(known.get());
        }
        requireSandbox(request.options().sandbox());
        Snapshot snapshot =
                sources.snapshot(new FindSnapshot(request.requester(), request.project(), request.snapshot()));
        workspaces.check(Path.of(snapshot.root()), request.options().allowDirty());
        Digest policy = pinPolicy(request, snapshot);
        Plan plan = plan(request, snapshot, policy);
        byte[] planJson = CanonicalJson.bytes(plan);
        Digest planDigest = Digest.of(planJson);
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
                planDigest,
                policy,
                plan.inputs(),
                request.options(),
                plan.steps().stream().map(StartRuns::outline).toList());
        try {
            runs.admit(
                            id,
                            plan,
                            admitted,
                            new RunCommit.Birth(
                                    planDigest.value(),
                                    new String(planJson, StandardCharsets.UTF_8),
                                    request.idempotencyKey()))
                    .join();
            return new RunAccepted(id);
        } catch (CompletionException failed) {
            return known(request)
                    .map(RunAccepted::new)
                    .orElseThrow(() -> new ContractException(
                            "run.not-admitted",
                            ErrorCategory.UNAVAILABLE,
                            "the run could not be made durable: "
                                    + (failed.getCause() instanceof CommitRefused refused
                                            ? refused.getMessage()
                                            : "see the log")));
        }
    }

    private Optional<RunId> known(StartRun request) {
        String key = request.idempotencyKey();
        return key == null
                ? Optional.empty()
                : store.findByKey(request.requester().org(), request.project(), key)
                        .await()
                        .atMost(DEADLINE);
    }

    private void requireSandbox(String name) {
        try {
            sandboxes.named(name);
        } catch (Sandboxes.Unavailable unavailable) {
            throw new ContractException("run.sandbox", ErrorCategory.INVALID, String.valueOf(unavailable.getMessage()));
        }
    }

    private Digest pinPolicy(StartRun request, Snapshot snapshot) {
        SourceFile policy = snapshot.files().stream()
                .filter(file -> file.path().equals(POLICY_FILE))
                .findFirst()
                .orElseThrow(() -> new ContractException(
                        "run.no-policy",
                        ErrorCategory.INVALID,
                        "the project has no " + POLICY_FILE
                                + ", so nothing would be allowed; `builderos init` writes one"));
        return sources.pin(new PinPolicy(request.requester(), policy)).digest();
    }

    private Plan plan(StartRun request, Snapshot snapshot, Digest policy) {
        Planned planned = PlanCompiler.compile(
                new PlanRequest(
                        request.project(),
                        snapshot.root(),
                        request.pipeline(),
                        snapshot.files(),
                        snapshot.library(),
                        request.inputs(),
                        policy,
                        request.options().model()),
                tools.catalog());
        return switch (planned) {
            case Planned.Ready ready -> ContractJson.read(CanonicalJson.bytes(ready.plan()), Plan.class);
            case Planned.Refused refused ->
                throw new ContractException(new ContractError(
                        "run.invalid-pipeline",
                        ErrorCategory.INVALID,
                        refused.problems().size() == 1
                                ? refused.problems().getFirst()
                                : request.pipeline() + " cannot be run: "
                                        + refused.problems().size() + " problems",
                        List.copyOf(refused.problems())));
        };
    }

    private static Fact.StepOutline outline(Plan.Step step) {
        return new Fact.StepOutline(
                step.id(),
                step.work().kind(),
                step.title(),
                step.lane(),
                step.needs(),
                step.principal(),
                step.environment() == null ? null : step.environment().name(),
                step.work() instanceof Work.AgentTask task && task.prompt() != null
                        ? new Fact.PromptOutline(
                                task.prompt().name(),
                                task.prompt().version(),
                                task.prompt().digest())
                        : null);
    }
}
