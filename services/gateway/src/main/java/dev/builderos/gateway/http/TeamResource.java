package dev.builderos.gateway.http;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.MadeToken;
import dev.builderos.gateway.api.Me;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.MemberRole;
import dev.builderos.gateway.api.MemberView;
import dev.builderos.gateway.api.NewOrg;
import dev.builderos.gateway.api.NewToken;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.RoleMatrix;
import dev.builderos.gateway.api.TokenList;
import dev.builderos.gateway.usecase.Identities;
import dev.builderos.gateway.usecase.Identity;
import dev.builderos.gateway.usecase.Team;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who asks, who belongs to their org, and the tokens that stand for them. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TeamResource {
    private static final int DAYS = 90;

    private final Team team;
    private final Caller caller;
    private final Clock clock;
    private final Rights rights;

    TeamResource(Team team, Caller caller, Rights rights, Clock clock) {
        this.team = team;
        this.caller = caller;
        this.rights = rights;
        this.clock = clock;
    }

    @GET
    @Path("/me")
    public Uni<Me> me() {
        Identity identity = caller.identity();
        return Uni.createFrom()
                .item(new Me(
                        identity.requester().id(),
                        identity.requester().org().value(),
                        identity.role().title(),
                        rights.of(identity.role()),
                        identity.orgs()));
    }

    @POST
    @Path("/orgs")
    public Uni<OrgView> makeOrg(@HeaderParam("Idempotency-Key") @Nullable String key, @Nullable NewOrg body) {
        Params.idempotencyKey(key);
        NewOrg org = Params.required(body, "body");
        Params.required(org.id(), "id");
        Params.required(org.name(), "name");
        return team.makeOrg(caller.requester(), org);
    }

    @GET
    @Path("/members")
    public Uni<MemberList> members() {
        return team.members(caller.requester());
    }

    @PUT
    @Path("/members/{member}")
    public Uni<MemberView> putMember(@PathParam("member") String member, @Nullable MemberRole body) {
        String role = Params.required(Params.required(body, "body").role(), "role");
        return team.putMember(caller.requester(), member, role);
    }

    @DELETE
    @Path("/members/{member}")
    @Consumes(MediaType.WILDCARD)
    public Uni<MemberList> removeMember(@PathParam("member") String member) {
        return team.removeMember(caller.requester(), member);
    }

    @GET
    @Path("/roles")
    @NonBlocking
    public RoleMatrix roles() {
        return rights.matrix();
    }

    @GET
    @Path("/tokens")
    public Uni<TokenList> tokens() {
        return team.tokens(caller.requester());
    }

    /** The secret is made here and only its digest goes further. */
    @POST
    @Path("/tokens")
    public Uni<MadeToken> makeToken(@HeaderParam("Idempotency-Key") @Nullable String key, @Nullable NewToken body) {
        Params.idempotencyKey(key);
        NewToken token = Params.required(body, "body");
        String name = Params.required(token.name(), "name");
        Integer days = token.days();
        Requester requester = caller.requester();
        String text = Identities.newToken(requester.org());
        return team.makeToken(
                        requester,
                        Digest.of(text),
                        name,
                        token.member() == null ? requester.id() : token.member(),
                        token.role(),
                        clock.instant().plus(Duration.ofDays(days == null ? DAYS : days)))
                .map(made -> new MadeToken(text, made));
    }

    @DELETE
    @Path("/tokens/{token}")
    @Consumes(MediaType.WILDCARD)
    public Uni<TokenList> revokeToken(@PathParam("token") String token) {
        return team.revokeToken(caller.requester(), token);
    }
}
