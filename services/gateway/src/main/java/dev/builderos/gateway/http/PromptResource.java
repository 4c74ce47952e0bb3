package dev.builderos.gateway.http;

import dev.builderos.gateway.api.BringPrompts;
import dev.builderos.gateway.api.MissingPrompts;
import dev.builderos.gateway.api.PromptDigests;
import dev.builderos.gateway.api.PromptKeys;
import dev.builderos.gateway.api.PromptTextList;
import dev.builderos.gateway.api.PromptVersionList;
import dev.builderos.gateway.api.PromptsBrought;
import dev.builderos.gateway.usecase.Prompts;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Prompt versions on their way from one server to another. All of it may be asked again: a version that is here stays as it is. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PromptResource {
    private final Prompts prompts;
    private final Caller caller;

    PromptResource(Prompts prompts, Caller caller) {
        this.prompts = prompts;
        this.caller = caller;
    }

    @GET
    @Path("/prompts/versions")
    public Uni<PromptVersionList> promptVersions(
            @QueryParam("name") @Nullable String name, @QueryParam("after") @Nullable String after) {
        return prompts.list(caller.requester(), name, after);
    }

    @POST
    @Path("/prompts/texts")
    public Uni<PromptTextList> promptTexts(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable PromptKeys body) {
        Params.idempotencyKey(key);
        PromptKeys keys = Params.required(body, "body");
        keys.versions().forEach(each -> named(each.name(), each.version()));
        return prompts.texts(caller.requester(), keys);
    }

    @POST
    @Path("/prompts/missing")
    public Uni<MissingPrompts> missingPrompts(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable PromptDigests body) {
        Params.idempotencyKey(key);
        PromptDigests digests = Params.required(body, "body");
        digests.versions().forEach(each -> {
            named(each.name(), each.version());
            Params.required(each.digest(), "digest");
        });
        return prompts.missing(caller.requester(), digests);
    }

    @POST
    @Path("/prompts/bring")
    public Uni<PromptsBrought> bringPrompts(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable BringPrompts body) {
        Params.idempotencyKey(key);
        BringPrompts brought = Params.required(body, "body");
        Params.required(brought.from(), "from");
        brought.prompts().forEach(each -> {
            named(each.name(), each.version());
            Params.required(each.digest(), "digest");
            Params.required(each.text(), "text");
        });
        return prompts.bring(caller.requester(), brought);
    }

    private static void named(String name, String version) {
        Params.required(name, "name");
        Params.required(version, "version");
    }
}
