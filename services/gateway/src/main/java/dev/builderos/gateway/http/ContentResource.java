package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.api.ContentDigests;
import dev.builderos.gateway.api.ContentKept;
import dev.builderos.gateway.api.ContentPieces;
import dev.builderos.gateway.api.MissingContents;
import dev.builderos.gateway.usecase.Remotes;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Contents that are sent before the runs that name them; doing any of it twice changes nothing. */
@Path("/v1/contents")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ContentResource {
    /** As the runner takes them: what fits well into a message of the bus. */
    static final int LARGEST_PIECE = 512 * 1024;

    private final Remotes remotes;
    private final Caller caller;

    ContentResource(Remotes remotes, Caller caller) {
        this.remotes = remotes;
        this.caller = caller;
    }

    @POST
    @Path("/missing")
    public Uni<MissingContents> missingContents(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable ContentDigests body) {
        Params.idempotencyKey(key);
        return remotes.missing(caller.requester(), Params.required(body, "body"));
    }

    @PUT
    @Path("/{digest}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Uni<ContentKept> putContent(@PathParam("digest") String digest, byte @Nullable [] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > LARGEST_PIECE) {
            throw new ContractException(
                    "request.invalid",
                    ErrorCategory.INVALID,
                    "a content has at most " + LARGEST_PIECE + " bytes in one piece; send pieces and join them");
        }
        return remotes.put(caller.requester(), digest, bytes);
    }

    @POST
    @Path("/{digest}/join")
    public Uni<ContentKept> joinContent(
            @PathParam("digest") String digest,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable ContentPieces body) {
        Params.idempotencyKey(key);
        return remotes.join(caller.requester(), digest, Params.required(body, "body"));
    }
}
