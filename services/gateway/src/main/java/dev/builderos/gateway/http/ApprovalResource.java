package dev.builderos.gateway.http;

import dev.builderos.gateway.api.AnswerApproval;
import dev.builderos.gateway.api.ApprovalList;
import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.ProposedRule;
import dev.builderos.gateway.usecase.Approvals;
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

@Path("/v1/approvals")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ApprovalResource {
    private final Approvals approvals;
    private final Caller caller;

    ApprovalResource(Approvals approvals, Caller caller) {
        this.approvals = approvals;
        this.caller = caller;
    }

    @GET
    public Uni<ApprovalList> approvals(
            @QueryParam("state") @Nullable String state,
            @QueryParam("run") @Nullable String run,
            @QueryParam("limit") @Nullable String limit) {
        return approvals.list(
                caller.requester(),
                Params.choice(state, ApprovalState.class, "state"),
                run,
                Params.limit(limit, Params.PAGE, Params.LARGEST_PAGE));
    }

    @GET
    @Path("/{approval}")
    public Uni<ApprovalView> approval(@PathParam("approval") String approval) {
        return approvals.find(caller.requester(), approval);
    }

    @GET
    @Path("/{approval}/rule")
    public Uni<ProposedRule> proposeRule(@PathParam("approval") String approval) {
        return approvals.propose(caller.requester(), approval);
    }

    /** The policy service counts one answer per person, so that asking again changes nothing. */
    @POST
    @Path("/{approval}/answers")
    public Uni<ApprovalView> answerApproval(
            @PathParam("approval") String approval,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable AnswerApproval body) {
        Params.idempotencyKey(key);
        AnswerApproval answer = Params.required(body, "body");
        Params.required(answer.answer(), "answer");
        Params.required(answer.effectDigest(), "effectDigest");
        Params.required(answer.method(), "method");
        return approvals.answer(caller.requester(), approval, answer);
    }
}
