package dev.builderos.gateway.http;

import dev.builderos.gateway.api.ServerStatus;
import dev.builderos.gateway.usecase.ServerReports;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    private final ServerReports reports;
    private final Caller caller;

    StatusResource(ServerReports reports, Caller caller) {
        this.reports = reports;
        this.caller = caller;
    }

    @GET
    public Uni<ServerStatus> status() {
        return reports.status(caller.requester());
    }
}
