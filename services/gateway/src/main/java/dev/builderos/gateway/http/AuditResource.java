package dev.builderos.gateway.http;

import dev.builderos.gateway.api.AuditFilter;
import dev.builderos.gateway.api.AuditList;
import dev.builderos.gateway.api.AuditProof;
import dev.builderos.gateway.api.CheckpointList;
import dev.builderos.gateway.usecase.Audit;
import dev.builderos.gateway.usecase.VerifyAudit;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final int LARGEST_PAGE = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_KIND = 50;

    private final Audit audit;
    private final VerifyAudit verify;
    private final Caller caller;

    AuditResource(Audit audit, VerifyAudit verify, Caller caller) {
        this.audit = audit;
        this.verify = verify;
        this.caller = caller;
    }

    @GET
    public Uni<AuditList> audit(
            @QueryParam("run") @Nullable String run,
            @QueryParam("approval") @Nullable String approval,
            @QueryParam("by") @Nullable String by,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("before") @Nullable String before,
            @QueryParam("limit") @Nullable String limit) {
        return audit.list(
                caller.requester(),
                new AuditFilter(
                        run,
                        approval,
                        Params.text(by, LONGEST_NAME, "by"),
                        Params.text(kind, LONGEST_KIND, "kind"),
                        Params.instant(since, "since"),
                        Params.instant(until, "until")),
                before == null ? null : Params.after(before, "before"),
                Params.limit(limit, Params.PAGE, Params.LARGEST_PAGE));
    }

    @GET
    @Path("/checkpoints")
    public Uni<CheckpointList> auditCheckpoints(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
        return audit.checkpoints(
                caller.requester(), Params.after(after, "after"), Params.limit(limit, Params.PAGE, LARGEST_PAGE));
    }

    @GET
    @Path("/verification")
    public Uni<AuditProof> verifyAudit() {
        return verify.of(caller.requester());
    }
}
