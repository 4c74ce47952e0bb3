package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.PlanResume;
import dev.builderos.contracts.runner.ResumeChanges;
import dev.builderos.contracts.runner.ResumePlanView;
import dev.builderos.contracts.runner.ResumeRun;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.engine.DoneEffect;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.IllegalFact;
import dev.builderos.runner.engine.Plan;
import dev.builderos.runner.engine.ResumePlan;
import dev.builderos.runner.engine.ResumePlanner;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.CommitRefused;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes runs up again that are over, with the files they had or with others: what still holds is kept, the rest runs again.
 * Blocking; for virtual threads.
 */
@ApplicationScoped
public class ResumeRuns {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Runs runs;
    private final KnownRuns known;
    private final RunStore store;
    private final Plans plans;
    private final SteerRuns steer;
    private final Workspaces workspaces;
    private final Sandboxes sandboxes;
    private final Toolbox tools;

    ResumeRuns(
            Runs runs,
            KnownRuns known,
            RunStore store,
            Plans plans,
            SteerRuns steer,
            Workspaces workspaces,
            Sandboxes sandboxes,
            Toolbox tools) {
        this.runs = runs;
        this.known = known;
        this.store = store;
        this.plans = plans;
        this.steer = steer;
        this.workspaces = workspaces;
        this.sandboxes = sandboxes;
        this.tools = tools;
    }

    /**
     * A run that is over, and how it would go on.
     *
     * @param json of a plan that may not be kept yet; null when the run goes on with the one it has
     */
    private record Draft(
            RunFold ended,
            Plan next,
            Digest digest,
            Digest snapshot,
            @Nullable String json,
            ResumePlan plan) {}

    public ResumePlanView plan(PlanResume request) {
        RunStore.StoredRun stored = known.stored(request.requester().org(), request.runId());
        KnownRuns.requireOwn(stored, "resumed");
        if (!stored.summary().state().terminal()) {
            throw new ContractException(
                    "run.not-over",
                    ErrorCategory.CONFLICT,
                    "the run goes on (" + stored.summary().state() + "); there is nothing to plan before it is over");
        }
        return view(request.runId(), draft(request.requester(), request.runId(), stored, request.changes()));
    }

    /** Lets a paused run go on, takes up a run again that is over, or reads one again that was set aside. */
    public RunSummary resume(ResumeRun request) {
        Requester requester = request.requester();
        if (known.row(requester.org(), request.runId()) instanceof RunStore.SetAside) {
            requireAsItIs(request, "is set aside");
            return readAgain(requester.org(), request.runId());
        }
        RunStore.StoredRun stored = known.stored(requester.org(), request.runId());
        KnownRuns.requireOwn(stored, "resumed");
        if (!stored.summary().state().terminal()) {
            requireAsItIs(request, "goes on (" + stored.summary().state() + ")");
            return steer.unpause(request);
        }
        Draft draft = draft(requester, request.runId(), stored, request.changes());
        if (draft.plan().steps().stream().allMatch(step -> step.decision() instanceof ResumePlan.Keep)) {
            throw new ContractException(
                    "run.nothing-to-do",
                    ErrorCategory.CONFLICT,
                    "every step of the run still holds, so nothing would run; name a step or an artifact to invalidate");
        }
        if (draft.next().needsWorkspace()) {
            requireWhatItNeeds(request.runId(), draft);
        }
        if (draft.json() != null) {
            store.keepPlan(draft.digest(), draft.json()).await().atMost(BOUND);
        }
        try {
            return runs.reopen(requester.org(), request.runId(), reopened(request, draft))
                    .summary();
        } catch (CommitRefused | IllegalFact moved) {
            throw new ContractException(
                    "run.elsewhere",
                    ErrorCategory.UNAVAILABLE,
                    "the run was taken up by somebody else at the same moment; look at it and try again");
        }
    }

    private static void requireAsItIs(ResumeRun request, String state) {
        if (!request.changes().equals(ResumeChanges.NONE)) {
            throw new ContractException(
                    "run.not-over",
                    ErrorCategory.CONFLICT,
                    "the run " + state + "; it can be changed when it is over: cancel it first, or let it end");
        }
    }

    /** Another version may read what this one could not, or the other way round. */
    private RunSummary readAgain(OrgId org, RunId run) {
        if (!store.readAgain(org, run).await().atMost(BOUND)) {
            throw new ContractException(
                    "run.group-taken",
                    ErrorCategory.CONFLICT,
                    "another run has the concurrency group of the run; try again when that is over");
        }
        return runs.read(org, run, known.stored(org, run).plan()).summary();
    }

    private static Fact.RunReopened reopened(ResumeRun request, Draft draft) {
        String model = request.changes().model();
        return new Fact.RunReopened(
                request.requester().id(),
                draft.digest(),
                draft.next().version(),
                draft.snapshot(),
                draft.next().policyDigest(),
                draft.next().inputs(),
                model == null ? draft.ended().model() : model,
                draft.plan().kept(),
                request.reason(),
                Plans.outline(draft.next()));
    }

    private void requireWhatItNeeds(RunId run, Draft draft) {
        try {
            sandboxes.named(
                    Objects.requireNonNull(draft.ended().admitted()).options().sandbox());
        } catch (Sandboxes.Unavailable unavailable) {
            throw new ContractException("run.sandbox", ErrorCategory.INVALID, String.valueOf(unavailable.getMessage()));
        }
        workspaces.checkLeft(draft.ended(), run);
    }

    private Draft draft(Requester requester, RunId run, RunStore.StoredRun stored, ResumeChanges changes) {
        if (stored.summary().replayOf() != null) {
            throw new ContractException(
                    "run.is-replay",
                    ErrorCategory.CONFLICT,
                    "the run is only a replay of " + stored.summary().replayOf() + "; resume that one");
        }
        if (!stored.closed()) {
            throw new ContractException(
                    "run.closing",
                    ErrorCategory.UNAVAILABLE,
                    "the receipt of the run is being made; try again in a moment");
        }
        RunActor actor = runs.read(requester.org(), run, stored.plan());
        return actor.read(ended -> {
            Digest snapshot =
                    changes.snapshot() == null ? Objects.requireNonNull(ended.snapshot()) : changes.snapshot();
            if (!changes.changePlan()) {
                return draft(ended, ended.plan(), Objects.requireNonNull(ended.planDigest()), snapshot, null, changes);
            }
            Plans.Prepared next = plans.prepare(asStarted(requester, ended, snapshot, changes));
            return draft(ended, next.plan(), next.digest(), snapshot, next.json(), changes);
        });
    }

    private Draft draft(
            RunFold ended, Plan next, Digest digest, Digest snapshot, @Nullable String json, ResumeChanges changes) {
        ResumePlan plan = ResumePlanner.plan(
                ended, next, tools.digest(), tools.image(ended), invalidated(ended, next, changes.invalidate()));
        return new Draft(ended, next, digest, snapshot, json, plan);
    }

    /** The run as if it were started now. */
    private static StartRun asStarted(Requester requester, RunFold ended, Digest snapshot, ResumeChanges changes) {
        Fact.RunAdmitted admitted = Objects.requireNonNull(ended.admitted());
        Map<String, Object> inputs = new LinkedHashMap<>(ended.plan().inputs());
        inputs.putAll(changes.inputs());
        return new StartRun(
                requester,
                admitted.project(),
                snapshot,
                admitted.pipelinePath(),
                inputs,
                admitted.options().with(changes.model() == null ? ended.model() : changes.model()),
                null,
                Plans.untrusted(ended, changes.inputs().keySet()));
    }

    private static List<StepId> invalidated(RunFold ended, Plan next, List<String> names) {
        List<StepId> steps = new ArrayList<>();
        for (String name : names) {
            steps.add(next.steps().stream()
                    .map(Plan.Step::id)
                    .filter(id -> id.value().equals(name))
                    .findFirst()
                    .or(() -> ResumePlanner.producerOf(ended, name))
                    .orElseThrow(() -> new ContractException(
                            "run.unknown-step",
                            ErrorCategory.INVALID,
                            "`" + name + "` is neither a step nor an artifact of the run; its steps are "
                                    + String.join(
                                            ", ",
                                            next.steps().stream()
                                                    .map(step -> step.id().value())
                                                    .toList())
                                    + (ended.artifacts().isEmpty()
                                            ? ""
                                            : "; its artifacts are "
                                                    + String.join(
                                                            ", ",
                                                            ended.artifacts().keySet())))));
        }
        return steps;
    }

    private static ResumePlanView view(RunId run, Draft draft) {
        return new ResumePlanView(
                run,
                draft.ended().state(),
                draft.digest(),
                draft.plan().steps().stream()
                        .map(step -> view(step, draft.next()))
                        .toList());
    }

    private static ResumePlanView.Step view(ResumePlan.StepPlan step, Plan next) {
        List<String> reasons = step.decision() instanceof ResumePlan.RunAgain again ? again.reasons() : List.of();
        return new ResumePlanView.Step(
                step.step(),
                next.step(step.step()).title(),
                switch (step.decision()) {
                    case ResumePlan.Keep ignored -> ResumePlanView.Decision.KEEP;
                    case ResumePlan.RunAgain ignored -> ResumePlanView.Decision.RUN_AGAIN;
                    case ResumePlan.RunFirst ignored -> ResumePlanView.Decision.RUN_FIRST;
                },
                step.stands(),
                reasons,
                step.needsApproval(),
                step.done().stream().map(ResumeRuns::view).toList());
    }

    private static ResumePlanView.DoneEffect view(DoneEffect done) {
        return new ResumePlanView.DoneEffect(
                done.result().callId(),
                done.result().effectDigest(),
                done.approval(),
                done.result().summary());
    }
}
