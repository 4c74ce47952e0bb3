package dev.builderos.gateway.bus;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.CompareRuns;
import dev.builderos.contracts.runner.DeleteRun;
import dev.builderos.contracts.runner.FindArtifacts;
import dev.builderos.contracts.runner.FindReceipt;
import dev.builderos.contracts.runner.FindRun;
import dev.builderos.contracts.runner.ListRuns;
import dev.builderos.contracts.runner.PlanResume;
import dev.builderos.contracts.runner.ReadBlob;
import dev.builderos.contracts.runner.ReadDiff;
import dev.builderos.contracts.runner.ReadFacts;
import dev.builderos.contracts.runner.ReadLog;
import dev.builderos.contracts.runner.ReceiptText;
import dev.builderos.contracts.runner.ResumeChanges;
import dev.builderos.contracts.runner.RunOptions;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.contracts.runner.SearchLog;
import dev.builderos.gateway.api.ArtifactList;
import dev.builderos.gateway.api.DeletedRun;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.ForkRun;
import dev.builderos.gateway.api.LogMatches;
import dev.builderos.gateway.api.Rerun;
import dev.builderos.gateway.api.ResumePlan;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunAccepted;
import dev.builderos.gateway.api.RunDifferences;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StartRun;
import dev.builderos.gateway.usecase.LinePage;
import dev.builderos.gateway.usecase.Runs;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusRuns implements Runs {
    private static final int BLOB_PIECE_BYTES = 512 * 1024;

    private final Ask ask;

    BusRuns(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<RunAccepted> start(Requester requester, StartRun run, @Nullable String idempotencyKey) {
        var command = new dev.builderos.contracts.runner.StartRun(
                requester,
                Ids.parse(ProjectId::new, run.project()),
                Ids.parse(Digest::new, run.snapshot()),
                run.pipeline(),
                run.inputs(),
                new RunOptions(
                        run.options().sandbox(),
                        run.options().model(),
                        run.options().allowDirty(),
                        null,
                        run.options().cache(),
                        null,
                        null),
                idempotencyKey);
        return ask.of(RunnerContracts.START_RUN, requester, run.project(), command, Ask.LONG)
                .map(BusRuns::accepted);
    }

    private static RunAccepted accepted(dev.builderos.contracts.runner.RunAccepted answer) {
        return new RunAccepted(
                answer.runId().value(), answer.run() == null ? null : Translation.to(RunSummary.class, answer.run()));
    }

    @Override
    public Uni<RunAccepted> rerun(Requester requester, String run, Rerun rerun, @Nullable String idempotencyKey) {
        String snapshot = rerun.snapshot();
        var command = new dev.builderos.contracts.runner.Rerun(
                requester,
                Ids.parse(RunId::new, run),
                rerun.inputs(),
                rerun.model(),
                snapshot == null ? null : Ids.parse(Digest::new, snapshot),
                rerun.allowDirty(),
                idempotencyKey);
        return ask.of(RunnerContracts.RERUN, requester, run, command, Ask.LONG).map(BusRuns::accepted);
    }

    @Override
    public Uni<RunAccepted> fork(Requester requester, String run, ForkRun fork, @Nullable String idempotencyKey) {
        var command = new dev.builderos.contracts.runner.ForkRun(
                requester,
                Ids.parse(RunId::new, run),
                Ids.parse(StepId::new, fork.at()),
                fork.inputs(),
                fork.model(),
                fork.prompts(),
                idempotencyKey);
        return ask.of(RunnerContracts.FORK_RUN, requester, run, command, Ask.LONG)
                .map(BusRuns::accepted);
    }

    @Override
    public Uni<RunAccepted> replay(Requester requester, String run, @Nullable String idempotencyKey) {
        var command =
                new dev.builderos.contracts.runner.ReplayRun(requester, Ids.parse(RunId::new, run), idempotencyKey);
        return ask.of(RunnerContracts.REPLAY_RUN, requester, run, command, Ask.LONG)
                .map(BusRuns::accepted);
    }

    @Override
    public Uni<RunPage> list(Requester requester, RunFilter filter, @Nullable String before, int limit) {
        String project = filter.project();
        String prompt = filter.prompt();
        var query = new ListRuns(
                requester,
                project == null ? null : Ids.parse(ProjectId::new, project),
                filter.pipeline(),
                filter.requestedBy(),
                filter.states().stream()
                        .map(state -> Translation.to(dev.builderos.contracts.runner.RunState.class, state))
                        .toList(),
                filter.since(),
                filter.until(),
                before == null ? null : Ids.parse(RunId::new, before),
                limit,
                prompt == null ? null : Ids.parse(Digest::new, prompt));
        return ask.of(RunnerContracts.LIST_RUNS, requester, query).map(answer -> Translation.to(RunPage.class, answer));
    }

    @Override
    public Uni<RunView> find(Requester requester, String run) {
        return ask.of(RunnerContracts.FIND_RUN, requester, run, new FindRun(requester, Ids.parse(RunId::new, run)))
                .map(answer -> Translation.to(RunView.class, answer));
    }

    @Override
    public Uni<RunDifferences> compare(Requester requester, String run, String other) {
        var query = new CompareRuns(requester, Ids.parse(RunId::new, run), Ids.parse(RunId::new, other));
        return ask.of(RunnerContracts.COMPARE_RUNS, requester, run, query, Ask.LONG)
                .map(answer -> Translation.to(RunDifferences.class, answer));
    }

    @Override
    public Uni<RunSummary> cancel(Requester requester, String run, @Nullable String reason) {
        var command = new dev.builderos.contracts.runner.CancelRun(requester, Ids.parse(RunId::new, run), reason);
        return ask.of(RunnerContracts.CANCEL_RUN, requester, run, command)
                .map(answer -> Translation.to(RunSummary.class, answer));
    }

    @Override
    public Uni<RunSummary> pause(Requester requester, String run, @Nullable String reason) {
        var command = new dev.builderos.contracts.runner.PauseRun(requester, Ids.parse(RunId::new, run), reason);
        return ask.of(RunnerContracts.PAUSE_RUN, requester, run, command)
                .map(answer -> Translation.to(RunSummary.class, answer));
    }

    @Override
    public Uni<RunSummary> resume(Requester requester, String run, ResumeRun how) {
        var command = new dev.builderos.contracts.runner.ResumeRun(
                requester, Ids.parse(RunId::new, run), changes(how), how.reason());
        return ask.of(RunnerContracts.RESUME_RUN, requester, run, command, Ask.LONG)
                .map(answer -> Translation.to(RunSummary.class, answer));
    }

    @Override
    public Uni<ResumePlan> planResume(Requester requester, String run, ResumeRun how) {
        var query = new PlanResume(requester, Ids.parse(RunId::new, run), changes(how));
        return ask.of(RunnerContracts.PLAN_RESUME, requester, run, query, Ask.LONG)
                .map(answer -> Translation.to(ResumePlan.class, answer));
    }

    private static ResumeChanges changes(ResumeRun how) {
        String snapshot = how.snapshot();
        return new ResumeChanges(
                snapshot == null ? null : Ids.parse(Digest::new, snapshot),
                how.inputs(),
                how.model(),
                how.invalidate());
    }

    @Override
    public Uni<DeletedRun> delete(Requester requester, String run, @Nullable String reason) {
        var command = new DeleteRun(requester, Ids.parse(RunId::new, run), reason);
        return ask.of(RunnerContracts.DELETE_RUN, requester, run, command, Ask.LONG)
                .map(answer -> Translation.to(DeletedRun.class, answer));
    }

    @Override
    public Uni<FactPage> facts(Requester requester, String run, long after, int limit) {
        var query = new ReadFacts(requester, Ids.parse(RunId::new, run), after, limit);
        return ask.of(RunnerContracts.READ_FACTS, requester, run, query)
                .map(answer -> Translation.to(FactPage.class, answer));
    }

    @Override
    public Uni<LinePage> lines(Requester requester, String run, String step, long after, int limit) {
        return readLog(requester, run, step, after, limit, answer -> LinesOnTheBus.page(answer, limit));
    }

    @Override
    public Uni<byte[]> log(Requester requester, String run, String step, long after, int limit) {
        return readLog(requester, run, step, after, limit, answer -> answer);
    }

    private <J> Uni<J> readLog(
            Requester requester, String run, String step, long after, int limit, Function<byte[], J> reading) {
        var query = new ReadLog(requester, Ids.parse(RunId::new, run), Ids.parse(StepId::new, step), after, limit);
        return ask.json(RunnerContracts.READ_LOG, requester, run, query, reading);
    }

    @Override
    public Uni<LogMatches> search(Requester requester, String run, Search search) {
        String step = search.step();
        var query = new SearchLog(
                requester,
                Ids.parse(RunId::new, run),
                step == null ? null : Ids.parse(StepId::new, step),
                search.text(),
                search.regex(),
                search.after(),
                search.limit());
        return ask.of(RunnerContracts.SEARCH_LOG, requester, run, query, Ask.LONG)
                .map(answer -> Translation.to(LogMatches.class, answer));
    }

    @Override
    public Uni<ArtifactList> artifacts(Requester requester, String run) {
        var query = new FindArtifacts(requester, Ids.parse(RunId::new, run));
        return ask.of(RunnerContracts.FIND_ARTIFACTS, requester, run, query)
                .map(answer -> Translation.to(ArtifactList.class, answer));
    }

    @Override
    public Uni<Piece> blob(Requester requester, String run, String digest, long offset) {
        var query = new ReadBlob(
                requester, Ids.parse(RunId::new, run), Ids.parse(Digest::new, digest), offset, BLOB_PIECE_BYTES);
        return ask.of(RunnerContracts.READ_BLOB, requester, run, query)
                .map(blob -> new Piece(Base64.getDecoder().decode(blob.base64()), blob.total()));
    }

    @Override
    public Uni<DiffText> diff(Requester requester, String run, @Nullable String step) {
        var query =
                new ReadDiff(requester, Ids.parse(RunId::new, run), step == null ? null : Ids.parse(StepId::new, step));
        return ask.of(RunnerContracts.READ_DIFF, requester, run, query, Ask.LONG)
                .map(answer -> Translation.to(DiffText.class, answer));
    }

    @Override
    public Uni<String> receipt(Requester requester, String run) {
        var query = new FindReceipt(requester, Ids.parse(RunId::new, run));
        return ask.of(RunnerContracts.FIND_RECEIPT, requester, run, query).map(ReceiptText::file);
    }
}
