package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.journal.FactRecord;
import dev.builderos.contracts.runner.ArtifactList;
import dev.builderos.contracts.runner.Blob;
import dev.builderos.contracts.runner.DiffText;
import dev.builderos.contracts.runner.FactPage;
import dev.builderos.contracts.runner.FindArtifacts;
import dev.builderos.contracts.runner.FindReceipt;
import dev.builderos.contracts.runner.FindRun;
import dev.builderos.contracts.runner.FindRunner;
import dev.builderos.contracts.runner.ListRuns;
import dev.builderos.contracts.runner.ReadBlob;
import dev.builderos.contracts.runner.ReadDiff;
import dev.builderos.contracts.runner.ReadFacts;
import dev.builderos.contracts.runner.ReceiptText;
import dev.builderos.contracts.runner.RunPage;
import dev.builderos.contracts.runner.RunSummary;
import dev.builderos.contracts.runner.RunView;
import dev.builderos.contracts.runner.RunnerView;
import dev.builderos.contracts.runner.SetAsideRun;
import dev.builderos.contracts.runner.remote.Brought;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.domain.RunViews;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.RunFold;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.models.Models;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.sandbox.Check;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers what others want to know of runs. Blocking; for virtual threads. Each answer is limited to the asker's org. */
@ApplicationScoped
public class Questions {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int DIFF_CHARACTERS = 4 * 1024 * 1024;
    private static final int BLOB_BYTES = 1024 * 1024;

    private final KnownRuns known;
    private final Runs runs;
    private final RunStore store;
    private final RunContents contents;
    private final Workspaces workspaces;
    private final Receipts receipts;
    private final Sandboxes sandboxes;
    private final Models models;

    Questions(
            KnownRuns known,
            Runs runs,
            RunStore store,
            RunContents contents,
            Workspaces workspaces,
            Receipts receipts,
            Sandboxes sandboxes,
            Models models) {
        this.known = known;
        this.runs = runs;
        this.store = store;
        this.contents = contents;
        this.workspaces = workspaces;
        this.receipts = receipts;
        this.sandboxes = sandboxes;
        this.models = models;
    }

    public RunView find(FindRun query) {
        OrgId org = query.requester().org();
        RunActor actor = known.actor(org, query.runId());
        RunView view = actor.read(fold -> RunViews.view(actor.id(), fold, actor.seq()));
        Brought brought = known.stored(org, query.runId()).summary().brought();
        return brought == null ? view : view.with(view.summary().brought(brought));
    }

    public RunPage list(ListRuns query) {
        int limit = Math.clamp(query.limit(), 1, 200);
        List<RunStore.RunRow> found = store.list(query, limit + 1).await().atMost(BOUND);
        boolean more = found.size() > limit;
        List<RunSummary> runs = new ArrayList<>();
        List<SetAsideRun> setAside = new ArrayList<>();
        List<RunStore.RunRow> page = more ? found.subList(0, limit) : found;
        for (RunStore.RunRow row : page) {
            switch (row) {
                case RunStore.StoredRun run -> runs.add(run.summary());
                case RunStore.SetAside(var run) -> setAside.add(run);
            }
        }
        return new RunPage(runs, setAside, more ? page.getLast().id() : null);
    }

    public FactPage facts(ReadFacts query) {
        RunStore.StoredRun run = known.stored(query.requester().org(), query.runId());
        int limit = Math.clamp(query.limit(), 1, 1_000);
        List<FactRecord> facts = store.facts(query.requester().org(), query.runId(), query.after(), limit)
                .await()
                .atMost(BOUND);
        return new FactPage(facts, run.closed());
    }

    public ArtifactList artifacts(FindArtifacts query) {
        return new ArtifactList(
                known.actor(query.requester().org(), query.runId()).read(RunViews::artifacts));
    }

    public Blob blob(ReadBlob query) {
        RunActor actor = known.actor(query.requester().org(), query.runId());
        if (!belongs(actor, query.digest())) {
            throw unknownBlob(query);
        }
        int limit = Math.clamp(query.limit(), 1, BLOB_BYTES);
        return contents.read(actor.org(), query.runId(), query.digest(), Math.max(0, query.offset()), limit)
                .orElseThrow(() -> unknownBlob(query));
    }

    /** Only what the run's own journal names may be read through it. */
    private boolean belongs(RunActor actor, Digest digest) {
        boolean artifact = actor.read(RunViews::artifacts).stream()
                .anyMatch(it -> it.digest().equals(digest));
        if (artifact) {
            return true;
        }
        String wanted = digest.value();
        long after = 0;
        while (true) {
            List<FactRecord> page =
                    store.facts(actor.id(), after, 1_000).await().atMost(BOUND);
            if (page.stream().anyMatch(fact -> fact.body().toString().contains(wanted))) {
                return true;
            }
            if (page.size() < 1_000) {
                return false;
            }
            after = page.getLast().seq();
        }
    }

    public DiffText diff(ReadDiff query) {
        KnownRuns.requireOwn(known.stored(query.requester().org(), query.runId()), "compared with its repository");
        RunActor actor = known.actor(query.requester().org(), query.runId());
        StepId step = query.step();
        if (step != null) {
            return diff(actor, step);
        }
        Fact.RunStarted started = actor.read(RunFold::started);
        String head = actor.read(RunFold::head);
        String base = started == null ? null : started.baseCommit();
        return base == null || head == null
                ? new DiffText("", "", "")
                : new DiffText(base, head, workspaces.diff(actor, base, head, DIFF_CHARACTERS));
    }

    /** A commit of a step has the one it began with as its first parent. */
    private DiffText diff(RunActor actor, StepId step) {
        StepStatus status = actor.read(fold -> fold.steps().get(step));
        if (status == null) {
            throw new ContractException("step.unknown", ErrorCategory.NOT_FOUND, "the run has no step `" + step + "`");
        }
        String head = status.commit();
        return head == null
                ? new DiffText("", "", "")
                : new DiffText(head + "^", head, workspaces.diff(actor, head + "^", head, DIFF_CHARACTERS));
    }

    public ReceiptText receipt(FindReceipt query) {
        RunActor actor = known.actor(query.requester().org(), query.runId());
        Fact.ReceiptIssued issued = actor.read(RunFold::receipt);
        if (issued == null) {
            throw new ContractException(
                    "run.no-receipt", ErrorCategory.NOT_FOUND, "the run has no receipt yet; it gets one when it ends");
        }
        return new ReceiptText(issued.digest(), receipts.file(query.requester().org(), query.runId(), issued.digest()));
    }

    public RunnerView runner(FindRunner query) {
        List<Check> checks = sandboxes.checks();
        return new RunnerView(
                runs.activeCount(),
                store.countSetAside(query.requester().org()).await().atMost(BOUND),
                new RunnerView.Sandbox(
                        sandboxes.chosen(),
                        checks.stream().allMatch(check -> check.ok() || check.need() != Check.Need.REQUIRED),
                        checks.stream()
                                .map(check -> new RunnerView.Check(
                                        check.name(),
                                        check.ok(),
                                        check.detail(),
                                        check.fix().isEmpty() ? null : check.fix()))
                                .toList()),
                models.providers());
    }

    private static ContractException unknownBlob(ReadBlob query) {
        return new ContractException(
                "blob.unknown",
                ErrorCategory.NOT_FOUND,
                "run " + query.runId() + " has no content " + query.digest().abbreviated());
    }
}
