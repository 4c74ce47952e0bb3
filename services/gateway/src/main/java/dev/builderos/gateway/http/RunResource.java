package dev.builderos.gateway.http;

import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.ArtifactList;
import dev.builderos.gateway.api.CancelRun;
import dev.builderos.gateway.api.DeletedRun;
import dev.builderos.gateway.api.DiffText;
import dev.builderos.gateway.api.FactPage;
import dev.builderos.gateway.api.ForkRun;
import dev.builderos.gateway.api.LogMatches;
import dev.builderos.gateway.api.PauseRun;
import dev.builderos.gateway.api.ReplayRun;
import dev.builderos.gateway.api.Rerun;
import dev.builderos.gateway.api.ResumePlan;
import dev.builderos.gateway.api.ResumeRun;
import dev.builderos.gateway.api.RunAccepted;
import dev.builderos.gateway.api.RunDifferences;
import dev.builderos.gateway.api.RunFilter;
import dev.builderos.gateway.api.RunPage;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.RunSummary;
import dev.builderos.gateway.api.RunView;
import dev.builderos.gateway.api.StartRun;
import dev.builderos.gateway.usecase.AwaitRun;
import dev.builderos.gateway.usecase.Runs;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RunResource {
    private static final int FACTS = 200;
    private static final int MOST_FACTS = 1_000;
    private static final int LINES = 1_000;
    private static final int MOST_LINES = 5_000;
    private static final int MATCHES = 100;
    private static final int MOST_MATCHES = 1_000;
    private static final int MOST_REASON = 1_000;

    private final Runs runs;
    private final AwaitRun awaitRun;
    private final Caller caller;

    RunResource(Runs runs, AwaitRun awaitRun, Caller caller) {
        this.runs = runs;
        this.awaitRun = awaitRun;
        this.caller = caller;
    }

    @GET
    public Uni<RunPage> runs(
            @QueryParam("project") @Nullable String project,
            @QueryParam("pipeline") @Nullable String pipeline,
            @QueryParam("by") @Nullable String by,
            @QueryParam("state") @Nullable String state,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("prompt") @Nullable String prompt,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit) {
        return runs.list(
                caller.requester(),
                new RunFilter(
                        project,
                        pipeline,
                        by,
                        Params.choices(state, RunState.class, "state"),
                        Params.instant(since, "since"),
                        Params.instant(until, "until"),
                        prompt),
                before,
                Params.limit(limit, Params.PAGE, Params.LARGEST_PAGE));
    }

    @POST
    public Uni<Response> startRun(
            @QueryParam("wait") @Nullable String wait,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable StartRun body) {
        StartRun run = Params.required(body, "body");
        Params.required(run.project(), "project");
        Params.required(run.snapshot(), "snapshot");
        Params.required(run.pipeline(), "pipeline");
        Params.required(Params.required(run.options(), "options").sandbox(), "options.sandbox");
        Duration patience = Params.wait(wait);
        Requester requester = caller.requester();
        return created(requester, runs.start(requester, run, Params.idempotencyKey(key)), patience);
    }

    @POST
    @Path("/{run}/rerun")
    public Uni<Response> rerun(
            @PathParam("run") String run,
            @QueryParam("wait") @Nullable String wait,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Rerun body) {
        Rerun rerun = Params.required(body, "body");
        Duration patience = Params.wait(wait);
        Requester requester = caller.requester();
        return created(requester, runs.rerun(requester, run, rerun, Params.idempotencyKey(key)), patience);
    }

    @POST
    @Path("/{run}/fork")
    public Uni<Response> forkRun(
            @PathParam("run") String run,
            @QueryParam("wait") @Nullable String wait,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable ForkRun body) {
        ForkRun fork = Params.required(body, "body");
        Params.required(fork.at(), "at");
        Duration patience = Params.wait(wait);
        Requester requester = caller.requester();
        return created(requester, runs.fork(requester, run, fork, Params.idempotencyKey(key)), patience);
    }

    @POST
    @Path("/{run}/replay")
    public Uni<Response> replayRun(
            @PathParam("run") String run,
            @QueryParam("wait") @Nullable String wait,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable ReplayRun ignored) {
        Duration patience = Params.wait(wait);
        Requester requester = caller.requester();
        return created(requester, runs.replay(requester, run, Params.idempotencyKey(key)), patience);
    }

    private Uni<Response> created(Requester requester, Uni<RunAccepted> started, Duration patience) {
        return started.flatMap(accepted -> whenOver(requester, accepted, patience))
                .map(accepted -> Response.status(Response.Status.CREATED)
                        .header("Location", "/v1/runs/" + accepted.runId())
                        .entity(accepted)
                        .build());
    }

    private Uni<RunAccepted> whenOver(Requester requester, RunAccepted accepted, Duration patience) {
        RunSummary run = accepted.run();
        return patience.isZero() || (run != null && run.state().terminal())
                ? Uni.createFrom().item(accepted)
                : awaitRun.of(requester, accepted.runId(), patience)
                        .map(over -> new RunAccepted(accepted.runId(), over));
    }

    @GET
    @Path("/{run}")
    public Uni<RunView> run(@PathParam("run") String run, @QueryParam("wait") @Nullable String wait) {
        Duration patience = Params.wait(wait);
        Requester requester = caller.requester();
        return patience.isZero()
                ? runs.find(requester, run)
                : awaitRun.of(requester, run, patience).chain(() -> runs.find(requester, run));
    }

    @GET
    @Path("/{run}/compare/{other}")
    public Uni<RunDifferences> compareRuns(@PathParam("run") String run, @PathParam("other") String other) {
        return runs.compare(caller.requester(), run, other);
    }

    /** Naturally idempotent: a run that is being cancelled or is over stays as it is. */
    @POST
    @Path("/{run}/cancel")
    public Uni<RunSummary> cancelRun(
            @PathParam("run") String run,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable CancelRun body) {
        Params.idempotencyKey(key);
        return runs.cancel(
                caller.requester(), run, Params.required(body, "body").reason());
    }

    /** Naturally idempotent, as {@link #cancelRun}; and so is {@link #resumeRun}. */
    @POST
    @Path("/{run}/pause")
    public Uni<RunSummary> pauseRun(
            @PathParam("run") String run,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable PauseRun body) {
        Params.idempotencyKey(key);
        return runs.pause(caller.requester(), run, Params.required(body, "body").reason());
    }

    @POST
    @Path("/{run}/resume")
    public Uni<RunSummary> resumeRun(
            @PathParam("run") String run,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable ResumeRun body) {
        Params.idempotencyKey(key);
        return runs.resume(caller.requester(), run, body == null ? ResumeRun.AS_IT_WAS : body);
    }

    /** Changes nothing; a POST because it takes a body. */
    @POST
    @Path("/{run}/resume/plan")
    public Uni<ResumePlan> planResume(
            @PathParam("run") String run,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable ResumeRun body) {
        Params.idempotencyKey(key);
        return runs.planResume(caller.requester(), run, body == null ? ResumeRun.AS_IT_WAS : body);
    }

    @DELETE
    @Path("/{run}")
    public Uni<DeletedRun> deleteRun(@PathParam("run") String run, @QueryParam("reason") @Nullable String reason) {
        return runs.delete(caller.requester(), run, Params.text(reason, MOST_REASON, "reason"));
    }

    @GET
    @Path("/{run}/facts")
    public Uni<FactPage> facts(
            @PathParam("run") String run,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return runs.facts(
                caller.requester(), run, Params.after(after, "after"), Params.limit(limit, FACTS, MOST_FACTS));
    }

    /** The page goes out as the runner wrote it; both have the same form. */
    @GET
    @Path("/{run}/steps/{step}/log")
    public Uni<byte[]> log(
            @PathParam("run") String run,
            @PathParam("step") String step,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return runs.log(
                caller.requester(), run, step, Params.after(after, "after"), Params.limit(limit, LINES, MOST_LINES));
    }

    @GET
    @Path("/{run}/log")
    public Uni<LogMatches> searchLog(
            @PathParam("run") String run,
            @QueryParam("search") @Nullable String search,
            @QueryParam("regex") @Nullable String regex,
            @QueryParam("step") @Nullable String step,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        return runs.search(
                caller.requester(),
                run,
                new Runs.Search(
                        Params.required(search, "search"),
                        Params.flag(regex, "regex"),
                        step,
                        after,
                        Params.limit(limit, MATCHES, MOST_MATCHES)));
    }

    @GET
    @Path("/{run}/artifacts")
    public Uni<ArtifactList> artifacts(@PathParam("run") String run) {
        return runs.artifacts(caller.requester(), run);
    }

    @GET
    @Path("/{run}/diff")
    public Uni<DiffText> diff(@PathParam("run") String run, @QueryParam("step") @Nullable String step) {
        return runs.diff(caller.requester(), run, step);
    }

    /** The text goes out as it came: what was signed are its bytes. */
    @GET
    @Path("/{run}/receipt")
    public Uni<String> receipt(@PathParam("run") String run) {
        return runs.receipt(caller.requester(), run);
    }
}
