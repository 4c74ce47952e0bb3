package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.registry.ListPrompts;
import dev.builderos.contracts.registry.PromptView;
import dev.builderos.contracts.runner.ForkRun;
import dev.builderos.contracts.runner.RunAccepted;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.StartRun;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.Forked;
import dev.builderos.runner.engine.Forks;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Starts runs that take over what another did before a step, and do the rest anew with something swapped. */
@ApplicationScoped
public class ForkRuns {
    private static final int LISTED = 20;

    private final Runs runs;
    private final KnownRuns known;
    private final Plans plans;
    private final Sources sources;
    private final StartRuns startRuns;
    private final Workspaces workspaces;
    private final Toolbox tools;

    ForkRuns(
            Runs runs,
            KnownRuns known,
            Plans plans,
            Sources sources,
            StartRuns startRuns,
            Workspaces workspaces,
            Toolbox tools) {
        this.runs = runs;
        this.known = known;
        this.plans = plans;
        this.sources = sources;
        this.startRuns = startRuns;
        this.workspaces = workspaces;
        this.tools = tools;
    }

    /** Blocking; for virtual threads. Refusals are {@link ContractException}s. */
    public RunAccepted fork(ForkRun request) {
        RunStore.StoredRun stored = known.stored(request.requester().org(), request.runId());
        KnownRuns.requireClosed(stored, "forked");
        return runs.read(request.requester().org(), request.runId(), stored.plan())
                .read(source -> fork(request, source, stored.summary().facts()));
    }

    private RunAccepted fork(ForkRun request, RunFold source, long facts) {
        StartRun start = asStarted(request, source);
        Optional<RunAccepted> before = startRuns.known(start);
        if (before.isPresent()) {
            return before.get();
        }
        Plans.Prepared prepared = plans.prepare(start, prompts(request));
        Fact.RunAdmitted draft = startRuns.draft(start, prepared);
        Forked forked = switch (Forks.plan(
                source, facts, draft, prepared.plan(), request.at(), changes(request), tools.digest())) {
            case Forks.Planned.Ready ready -> ready.forked();
            case Forks.Planned.UnknownStep unknown ->
                throw new ContractException(
                        "run.unknown-step",
                        ErrorCategory.INVALID,
                        "`" + request.at() + "` is no step of the run; its steps are " + listed(unknown.steps()));
            case Forks.Planned.NothingChanged ignored ->
                throw new ContractException(
                        "run.nothing-changed",
                        ErrorCategory.INVALID,
                        changes(request).isEmpty()
                                ? "say what is to be otherwise; to do all of it again: builderos rerun "
                                        + request.runId()
                                : "nothing from `" + request.at() + "` on would be otherwise with "
                                        + String.join(", ", changes(request).keySet())
                                        + ": no step there uses it, or it is as it was");
        };
        if (prepared.plan().needsWorkspace()) {
            startRuns.requireSandbox(start.options().sandbox(), prepared.plan());
            if (forked.baseCommit() == null) {
                workspaces.check(
                        Path.of(prepared.plan().root()), start.options().allowDirty());
            }
            workspaces.checkKept(start.requester().org(), prepared.plan(), forked);
        }
        return startRuns.admit(start, prepared, draft.forkedFrom(forked));
    }

    private static String listed(List<StepId> steps) {
        return steps.stream().map(StepId::value).limit(LISTED).collect(Collectors.joining(", "))
                + (steps.size() > LISTED ? ", …" : "");
    }

    /** The source as if it were started now, with what is swapped; whatever is uncommitted in the repository does not matter. */
    private static StartRun asStarted(ForkRun request, RunFold source) {
        Fact.RunAdmitted admitted = Objects.requireNonNull(source.admitted());
        Map<String, Object> inputs = new LinkedHashMap<>(source.plan().inputs());
        inputs.putAll(request.inputs());
        RunOptions was = admitted.options();
        return new StartRun(
                request.requester(),
                admitted.project(),
                Objects.requireNonNull(source.snapshot()),
                admitted.pipelinePath(),
                inputs,
                new RunOptions(
                        was.sandbox(),
                        request.model() == null ? source.model() : request.model(),
                        was.allowDirty(),
                        null,
                        was.cache(),
                        request.runId(),
                        null),
                request.idempotencyKey(),
                Plans.untrusted(source, request.inputs().keySet()));
    }

    private static Map<String, String> changes(ForkRun request) {
        Map<String, String> changes = new TreeMap<>();
        if (request.model() != null) {
            changes.put("model", request.model());
        }
        request.inputs().forEach((name, value) -> changes.put("input." + name, String.valueOf(value)));
        request.prompts().forEach((name, version) -> changes.put("prompt." + name, version));
        return changes;
    }

    private List<SourceFile> prompts(ForkRun request) {
        List<SourceFile> files = new ArrayList<>();
        request.prompts().forEach((name, version) -> {
            List<PromptView> versions =
                    sources.prompts(new ListPrompts(request.requester(), name)).prompts();
            PromptView prompt = versions.stream()
                    .filter(each -> each.version().equals(version))
                    .findFirst()
                    .orElseThrow(() -> new ContractException(
                            "run.unknown-prompt",
                            ErrorCategory.INVALID,
                            "there is no prompt " + name + "@" + version
                                    + (versions.isEmpty()
                                            ? ""
                                            : "; there are "
                                                    + versions.stream()
                                                            .map(PromptView::version)
                                                            .collect(Collectors.joining(", ")))));
            files.add(new SourceFile("prompts/" + name + "@" + version + ".yaml", prompt.text()));
        });
        return files;
    }
}
