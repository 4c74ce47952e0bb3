package dev.builderos.gateway.api;

import java.util.Map;

/** What {@code openapi/builderos.yaml} says of sign-on, orgs, members and tokens; otherwise as {@link GatewayClient}. */
public final class TeamClient extends GatewayCalls {
    public TeamClient(Endpoint.Source endpoint) {
        super(endpoint, EventStream.Timing.STANDARD);
    }

    /** Answered to anybody. */
    public SignOn signOn() {
        return get("/v1/sign-on", SignOn.class);
    }

    public Me me() {
        return get("/v1/me", Me.class);
    }

    public OrgView makeOrg(NewOrg org) {
        return post("/v1/orgs", org, newKey(), OrgView.class);
    }

    public MemberList members() {
        return get("/v1/members", MemberList.class);
    }

    public MemberView putMember(String member, MemberRole role) {
        return send("PUT", "/v1/members/" + segment(member), RecordJson.write(role), Map.of(), MemberView.class);
    }

    /** Takes a member out, with all their tokens; gives those who stay. */
    public MemberList removeMember(String member) {
        return send("DELETE", "/v1/members/" + segment(member), NOTHING, Map.of(), MemberList.class);
    }

    public RoleMatrix roles() {
        return get("/v1/roles", RoleMatrix.class);
    }

    public TokenList tokens() {
        return get("/v1/tokens", TokenList.class);
    }

    public MadeToken makeToken(NewToken token) {
        return post("/v1/tokens", token, newKey(), MadeToken.class);
    }

    /** Ends a token; gives those that are left. */
    public TokenList revokeToken(String token) {
        return send("DELETE", "/v1/tokens/" + segment(token), NOTHING, Map.of(), TokenList.class);
    }
}
