package dev.builderos.contracts.team;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.Contract.Kind;
import dev.builderos.contracts.Contract.Request;
import java.util.List;

/** What is said to the registry about who belongs to an org. */
public final class TeamContracts {
    private static final String DOMAIN = "registry";

    public static final Request<Identify, Identified> IDENTIFY =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "identify", Identify.class, Identified.class);
    public static final Request<IdentifyToken, Identified> IDENTIFY_TOKEN =
            new Request<>(DOMAIN, 1, Kind.QUERY, "identify-token", IdentifyToken.class, Identified.class);
    public static final Request<MakeOrg, OrgView> MAKE_ORG =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "make-org", MakeOrg.class, OrgView.class);
    public static final Request<ListMembers, MemberList> LIST_MEMBERS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-members", ListMembers.class, MemberList.class);
    public static final Request<PutMember, MemberView> PUT_MEMBER =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "put-member", PutMember.class, MemberView.class);
    public static final Request<RemoveMember, MemberList> REMOVE_MEMBER =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "remove-member", RemoveMember.class, MemberList.class);
    public static final Request<ListTokens, TokenList> LIST_TOKENS =
            new Request<>(DOMAIN, 1, Kind.QUERY, "list-tokens", ListTokens.class, TokenList.class);
    public static final Request<MakeToken, TokenView> MAKE_TOKEN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "make-token", MakeToken.class, TokenView.class);
    public static final Request<RevokeToken, TokenList> REVOKE_TOKEN =
            new Request<>(DOMAIN, 1, Kind.COMMAND, "revoke-token", RevokeToken.class, TokenList.class);

    private TeamContracts() {}

    public static List<Contract<?>> all() {
        return List.of(
                IDENTIFY,
                IDENTIFY_TOKEN,
                MAKE_ORG,
                LIST_MEMBERS,
                PUT_MEMBER,
                REMOVE_MEMBER,
                LIST_TOKENS,
                MAKE_TOKEN,
                REVOKE_TOKEN);
    }
}
