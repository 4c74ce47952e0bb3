package dev.builderos.gateway.http;

import dev.builderos.gateway.api.DecisionChanges;
import dev.builderos.gateway.api.ExplainDecision;
import dev.builderos.gateway.api.Explanation;
import dev.builderos.gateway.api.PolicyTestReport;
import dev.builderos.gateway.api.ReplayDecisions;
import dev.builderos.gateway.api.SourceFile;
import dev.builderos.gateway.api.StandingPolicy;
import dev.builderos.gateway.api.SuggestPolicy;
import dev.builderos.gateway.api.SuggestedPolicy;
import dev.builderos.gateway.api.TestPolicy;
import dev.builderos.gateway.usecase.Policies;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1/policy")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PolicyResource {
    private final Policies policies;
    private final Caller caller;

    PolicyResource(Policies policies, Caller caller) {
        this.policies = policies;
        this.caller = caller;
    }

    @GET
    public Uni<StandingPolicy> findPolicy(@QueryParam("shadowOf") @Nullable String shadowOf) {
        return policies.find(caller.requester(), shadowOf);
    }

    @PUT
    public Uni<StandingPolicy> setPolicy(@QueryParam("shadowOf") @Nullable String shadowOf, @Nullable SourceFile body) {
        SourceFile policy = Params.required(body, "body");
        required(policy.path(), policy.text());
        return policies.set(caller.requester(), shadowOf, policy);
    }

    @DELETE
    public Uni<StandingPolicy> removePolicy(@QueryParam("shadowOf") @Nullable String shadowOf) {
        return policies.set(caller.requester(), shadowOf, null);
    }

    @GET
    @Path("/shadow-changes")
    public Uni<DecisionChanges> shadowChanges(
            @QueryParam("project") @Nullable String project, @QueryParam("since") @Nullable String since) {
        return policies.shadowChanges(
                caller.requester(),
                Params.required(project, "project"),
                Params.required(Params.instant(since, "since"), "since"));
    }

    @POST
    @Path("/tests")
    public Uni<PolicyTestReport> testPolicy(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable TestPolicy body) {
        Params.idempotencyKey(key);
        TestPolicy policy = Params.required(body, "body");
        required(policy.path(), policy.text());
        Params.required(policy.defaultBranch(), "defaultBranch");
        return policies.test(caller.requester(), policy);
    }

    @POST
    @Path("/explanations")
    public Uni<Explanation> explainDecision(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable ExplainDecision body) {
        Params.idempotencyKey(key);
        ExplainDecision question = Params.required(body, "body");
        required(question.path(), question.text());
        Params.required(question.effect(), "effect");
        Params.required(question.effect().tool(), "effect.tool");
        Params.required(question.effect().agent(), "effect.agent");
        Params.required(question.effect().arguments(), "effect.arguments");
        Params.required(question.step(), "step");
        Params.required(question.project(), "project");
        Params.required(question.defaultBranch(), "defaultBranch");
        return policies.explain(caller.requester(), question);
    }

    @POST
    @Path("/replays")
    public Uni<DecisionChanges> replayDecisions(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable ReplayDecisions body) {
        Params.idempotencyKey(key);
        ReplayDecisions question = Params.required(body, "body");
        required(question.path(), question.text());
        Params.required(question.project(), "project");
        Params.required(question.since(), "since");
        return policies.replay(caller.requester(), question);
    }

    @POST
    @Path("/suggestions")
    public Uni<SuggestedPolicy> suggestPolicy(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable SuggestPolicy body) {
        Params.idempotencyKey(key);
        SuggestPolicy question = Params.required(body, "body");
        Params.required(question.runs(), "runs");
        return policies.suggest(caller.requester(), question);
    }

    private static void required(String path, String text) {
        Params.required(path, "path");
        Params.required(text, "text");
    }
}
