package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.api.OpenSession;
import dev.builderos.gateway.api.OpenedSession;
import dev.builderos.gateway.api.SessionLink;
import dev.builderos.gateway.usecase.Sessions;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How a browser gets in: {@link Admission} says who may ask for which of these. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@NonBlocking
public class SessionResource {
    private final Sessions sessions;
    private final Caller caller;

    SessionResource(Sessions sessions, Caller caller) {
        this.sessions = sessions;
        this.caller = caller;
    }

    /** Every call makes another link: one that was lost on the way is of no use to anyone and ends by itself. */
    @POST
    @Path("/session-links")
    @Consumes(MediaType.WILDCARD)
    public SessionLink makeSessionLink(@HeaderParam("Idempotency-Key") @Nullable String key) {
        Params.idempotencyKey(key);
        Sessions.Link link = sessions.link(caller.identity().principal());
        return new SessionLink("/#open=" + link.code(), link.expiresAt());
    }

    @POST
    @Path("/sessions")
    public RestResponse<OpenedSession> openSession(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable OpenSession body,
            @Context HttpServerRequest request) {
        Params.idempotencyKey(key);
        String code = Params.required(Params.required(body, "body").code(), "code");
        Sessions.Opened opened = sessions.open(code)
                .orElseThrow(() -> new ContractException(
                        "session.link-used-up",
                        ErrorCategory.DENIED,
                        "this link was used or is too old; make another one with `builderos open`"));
        return RestResponse.ResponseBuilder.ok(new OpenedSession(opened.key()))
                .cookie(SessionCookie.holding(request, opened.cookie()))
                .build();
    }

    @DELETE
    @Path("/sessions")
    @Consumes(MediaType.WILDCARD)
    public RestResponse<Void> endSession(@Context HttpServerRequest request) {
        String cookie = SessionCookie.of(request);
        if (cookie != null) {
            sessions.end(cookie);
        }
        return RestResponse.ResponseBuilder.<Void>noContent()
                .cookie(SessionCookie.none(request))
                .build();
    }
}
