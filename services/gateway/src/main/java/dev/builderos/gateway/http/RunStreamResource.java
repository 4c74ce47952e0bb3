package dev.builderos.gateway.http;

import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.usecase.FollowFacts;
import dev.builderos.gateway.usecase.FollowLogs;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The live streams of a run, as server-sent events. */
@Path("/v1/runs")
@Produces(MediaType.SERVER_SENT_EVENTS)
@NonBlocking
public class RunStreamResource {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final int LARGEST_BATCH = 1_000;

    private final FollowFacts facts;
    private final FollowLogs logs;
    private final Caller caller;

    RunStreamResource(FollowFacts facts, FollowLogs logs, Caller caller) {
        this.facts = facts;
        this.logs = logs;
        this.caller = caller;
    }

    @GET
    @Path("/{run}/events")
    public LiveEvents followFacts(
            @PathParam("run") String run,
            @QueryParam("after") @Nullable String after,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId) {
        long from = Math.max(Params.after(after, "after"), Params.after(lastEventId, LAST_EVENT_ID));
        var events = ServerSentEvents.<FactRecord>each("fact", fact -> String.valueOf(fact.seq()));
        return events.of(facts.of(caller.requester(), run, from));
    }

    @GET
    @Path("/{run}/logs")
    public LiveEvents followLogs(@PathParam("run") String run, @QueryParam("batch") @Nullable String batch) {
        var events = LogEvents.ofRun(batch(batch));
        return events.of(logs.ofRun(caller.requester(), run));
    }

    @GET
    @Path("/{run}/steps/{step}/logs")
    public LiveEvents followLog(
            @PathParam("run") String run,
            @PathParam("step") String step,
            @QueryParam("batch") @Nullable String batch,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId) {
        var events = LogEvents.ofStep(batch(batch));
        return events.of(logs.ofStep(caller.requester(), run, step, Params.after(lastEventId, LAST_EVENT_ID)));
    }

    /** Lines in one event; 0 for an event each, as clients that know nothing of batches expect. */
    private static int batch(@Nullable String text) {
        return text == null ? 0 : Params.limit(text, LARGEST_BATCH, LARGEST_BATCH, "batch");
    }
}
