package dev.builderos.gateway.http;

import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.api.LogLine;
import dev.builderos.gateway.api.StepLogLine;
import dev.builderos.gateway.usecase.FollowFacts;
import dev.builderos.gateway.usecase.FollowLogs;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import org.jspecify.annotations.Nullable;

/** The live streams of a run, as server-sent events. */
@Path("/v1/runs")
@Produces(MediaType.SERVER_SENT_EVENTS)
public class RunStreamResource {
    private static final String LAST_EVENT_ID = "Last-Event-ID";

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
    public Multi<OutboundSseEvent> followFacts(
            @PathParam("run") String run,
            @QueryParam("after") @Nullable String after,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId) {
        long from = Math.max(Params.after(after, "after"), Params.after(lastEventId, LAST_EVENT_ID));
        var events = new ServerSentEvents<FactRecord>(
                "fact", (of, fact) -> String.valueOf(fact.seq()), (of, fact) -> fact, false);
        return events.of(facts.of(caller.requester(), run, from));
    }

    @GET
    @Path("/{run}/logs")
    public Multi<OutboundSseEvent> followLogs(@PathParam("run") String run) {
        var events = new ServerSentEvents<LogLine>(
                "line",
                (step, line) -> step + ":" + line.n(),
                (step, line) -> new StepLogLine(step, line.n(), line.at(), line.stream(), line.text()),
                true);
        return events.of(logs.ofRun(caller.requester(), run));
    }

    @GET
    @Path("/{run}/steps/{step}/logs")
    public Multi<OutboundSseEvent> followLog(
            @PathParam("run") String run,
            @PathParam("step") String step,
            @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId) {
        var events = new ServerSentEvents<LogLine>(
                "line", (of, line) -> String.valueOf(line.n()), (of, line) -> line, false);
        return events.of(logs.ofStep(caller.requester(), run, step, Params.after(lastEventId, LAST_EVENT_ID)));
    }
}
