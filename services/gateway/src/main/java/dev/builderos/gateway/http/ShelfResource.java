package dev.builderos.gateway.http;

import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.DeskList;
import dev.builderos.gateway.api.PromptList;
import dev.builderos.gateway.usecase.Shelf;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ShelfResource {
    private final Shelf shelf;
    private final Caller caller;

    ShelfResource(Shelf shelf, Caller caller) {
        this.shelf = shelf;
        this.caller = caller;
    }

    @GET
    @Path("/prompts")
    public Uni<PromptList> prompts(@QueryParam("name") @Nullable String name) {
        return shelf.prompts(caller.requester(), name);
    }

    @GET
    @Path("/desks")
    public Uni<DeskList> desks() {
        return shelf.desks(caller.requester());
    }

    @GET
    @Path("/desks/{desk}")
    public Uni<DeskBundle> desk(@PathParam("desk") String desk, @QueryParam("version") @Nullable String version) {
        return shelf.desk(caller.requester(), desk, version);
    }
}
