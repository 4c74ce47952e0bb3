package dev.builderos.gateway.http;

import dev.builderos.gateway.api.ParkedList;
import dev.builderos.gateway.api.ParkedRetried;
import dev.builderos.gateway.usecase.ServerReports;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1/parked")
@Produces(MediaType.APPLICATION_JSON)
public class ParkedResource {
    private final ServerReports reports;
    private final Caller caller;

    ParkedResource(ServerReports reports, Caller caller) {
        this.reports = reports;
        this.caller = caller;
    }

    @GET
    public Uni<ParkedList> parked(@QueryParam("limit") @Nullable String limit) {
        return reports.parked(caller.requester(), Params.limit(limit, Params.PAGE, Params.LARGEST_PAGE));
    }

    @POST
    @Path("/{service}/{consumer}/{message}/retry")
    public Uni<ParkedRetried> retryParked(
            @PathParam("service") String service,
            @PathParam("consumer") String consumer,
            @PathParam("message") String message) {
        return reports.retry(caller.requester(), service, consumer, message);
    }
}
