package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.api.AddHook;
import dev.builderos.gateway.api.DeliveryExplanation;
import dev.builderos.gateway.api.DeliveryList;
import dev.builderos.gateway.api.DeliveryView;
import dev.builderos.gateway.api.ExplainDelivery;
import dev.builderos.gateway.api.HookList;
import dev.builderos.gateway.api.HookSecret;
import dev.builderos.gateway.api.RotateHook;
import dev.builderos.gateway.usecase.Webhooks;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@Path("/v1/hooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class HookResource {
    /** What a message of the bus can hold, with a margin: 8 MiB, of which base64 takes a quarter. */
    static final int LARGEST_BODY = 5 * 1024 * 1024;

    /** Whoever knows an endpoint's address can send; so many bodies are held at once. */
    private static final int AT_ONCE = 64;

    /** What providers say in headers; nothing else goes on. */
    private static final List<String> HEADERS = List.of(
            "x-hub-signature-256",
            "x-signature-256",
            "x-github-event",
            "x-github-delivery",
            "x-gitlab-token",
            "idempotency-key",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private final Webhooks webhooks;
    private final Caller caller;
    private final AtomicInteger held = new AtomicInteger();

    HookResource(Webhooks webhooks, Caller caller) {
        this.webhooks = webhooks;
        this.caller = caller;
    }

    @GET
    public Uni<HookList> hooks(@QueryParam("project") @Nullable String project) {
        return webhooks.list(caller.requester(), project);
    }

    @POST
    public Uni<HookSecret> addHook(@Nullable AddHook body) {
        AddHook hook = Params.required(body, "body");
        Params.required(hook.project(), "project");
        Params.required(hook.provider(), "provider");
        return webhooks.add(caller.requester(), hook);
    }

    /** The only thing here that takes no token; {@link Admission} lets it pass. */
    @POST
    @Path("/{hook}")
    @Consumes(MediaType.WILDCARD)
    public Uni<Response> receiveDelivery(
            @PathParam("hook") String hook, @Context HttpHeaders headers, byte @Nullable [] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > LARGEST_BODY) {
            throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        if (held.incrementAndGet() > AT_ONCE) {
            held.decrementAndGet();
            throw new ContractException(
                    "hook.busy", ErrorCategory.UNAVAILABLE, "too many deliveries come at once; send it again");
        }
        return webhooks.receive(hook, said(headers), bytes)
                .map(accepted -> Response.status(accepted.known() ? 200 : 202)
                        .entity(accepted)
                        .build())
                .eventually(held::decrementAndGet);
    }

    private static List<Webhooks.Header> said(HttpHeaders headers) {
        return HEADERS.stream()
                .flatMap(name -> all(headers, name).map(value -> new Webhooks.Header(name, value)))
                .toList();
    }

    private static Stream<String> all(HttpHeaders headers, String name) {
        List<String> values = headers.getRequestHeader(name);
        return values == null ? Stream.of() : values.stream();
    }

    @DELETE
    @Path("/{hook}")
    public Uni<Void> removeHook(@PathParam("hook") String hook) {
        return webhooks.remove(caller.requester(), hook);
    }

    @POST
    @Path("/{hook}/rotate")
    public Uni<HookSecret> rotateHook(@PathParam("hook") String hook, @Nullable RotateHook body) {
        return webhooks.rotate(caller.requester(), hook, body == null ? new RotateHook(null) : body);
    }

    @GET
    @Path("/{hook}/deliveries")
    public Uni<DeliveryList> deliveries(
            @PathParam("hook") String hook,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit) {
        return webhooks.deliveries(
                caller.requester(), hook, before, Params.limit(limit, Params.PAGE, Params.LARGEST_PAGE));
    }

    @POST
    @Path("/{hook}/deliveries/{delivery}/redeliver")
    public Uni<DeliveryView> redeliver(@PathParam("hook") String hook, @PathParam("delivery") String delivery) {
        return webhooks.redeliver(caller.requester(), hook, delivery);
    }

    @POST
    @Path("/{hook}/explain")
    public Uni<DeliveryExplanation> explainDelivery(@PathParam("hook") String hook, @Nullable ExplainDelivery body) {
        return webhooks.explain(caller.requester(), hook, Params.required(body, "body"));
    }
}
