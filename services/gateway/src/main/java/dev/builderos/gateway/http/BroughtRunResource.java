package dev.builderos.gateway.http;

import dev.builderos.gateway.api.BringRun;
import dev.builderos.gateway.api.ContentList;
import dev.builderos.gateway.api.RunBrought;
import dev.builderos.gateway.usecase.Remotes;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BroughtRunResource {
    private final Remotes remotes;
    private final Caller caller;

    BroughtRunResource(Remotes remotes, Caller caller) {
        this.remotes = remotes;
        this.caller = caller;
    }

    @GET
    @Path("/{run}/contents")
    public Uni<ContentList> contents(@PathParam("run") String run, @QueryParam("after") @Nullable String after) {
        return remotes.contents(caller.requester(), run, after);
    }

    /** Naturally idempotent: a run that is here stays as it is. */
    @POST
    @Path("/{run}/bring")
    public Uni<RunBrought> bringRun(
            @PathParam("run") String run,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable BringRun body) {
        Params.idempotencyKey(key);
        BringRun how = Params.required(body, "body");
        Params.required(how.receipt(), "receipt");
        Params.required(how.from(), "from");
        return remotes.bring(caller.requester(), run, how);
    }
}
