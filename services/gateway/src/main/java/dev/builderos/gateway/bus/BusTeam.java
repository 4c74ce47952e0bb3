package dev.builderos.gateway.bus;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.Account;
import dev.builderos.contracts.team.Identified;
import dev.builderos.contracts.team.Identify;
import dev.builderos.contracts.team.IdentifyToken;
import dev.builderos.contracts.team.ListMembers;
import dev.builderos.contracts.team.ListTokens;
import dev.builderos.contracts.team.MakeOrg;
import dev.builderos.contracts.team.MakeToken;
import dev.builderos.contracts.team.PutMember;
import dev.builderos.contracts.team.RemoveMember;
import dev.builderos.contracts.team.RevokeToken;
import dev.builderos.contracts.team.TeamContracts;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.MemberView;
import dev.builderos.gateway.api.NewOrg;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.TokenList;
import dev.builderos.gateway.api.TokenView;
import dev.builderos.gateway.usecase.Identity;
import dev.builderos.gateway.usecase.Principal;
import dev.builderos.gateway.usecase.Team;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class BusTeam implements Team {
    /** Who asks before it is known who asks. */
    private static final String GATEWAY = "gateway";

    private final Ask ask;

    BusTeam(Ask ask) {
        this.ask = ask;
    }

    @Override
    public Uni<Identity> identify(Principal.Person person, @Nullable OrgId org) {
        Account account = new Account(person.issuer(), person.subject(), person.email());
        return ask.of(TeamContracts.IDENTIFY, nobodyIn(OrgId.ANY), new Identify(account, org))
                .map(known -> identity(person, known));
    }

    @Override
    public Uni<Identity> identify(Principal.TokenHolder token) {
        return ask.of(
                        TeamContracts.IDENTIFY_TOKEN,
                        nobodyIn(token.org()),
                        new IdentifyToken(token.org(), token.digest()))
                .map(known -> identity(token, known));
    }

    private static Requester nobodyIn(OrgId org) {
        return new Requester(org, GATEWAY, List.of());
    }

    private static Identity identity(Principal principal, Identified known) {
        return new Identity(
                principal,
                known.requester(),
                known.orgs().stream()
                        .map(org -> Translation.to(OrgView.class, org))
                        .toList());
    }

    @Override
    public Uni<OrgView> makeOrg(Requester requester, NewOrg org) {
        String owner = org.owner() == null ? requester.id() : org.owner();
        return ask.of(
                        TeamContracts.MAKE_ORG,
                        requester,
                        new MakeOrg(requester, Ids.parse(OrgId::new, org.id()), org.name(), owner))
                .map(made -> Translation.to(OrgView.class, made));
    }

    @Override
    public Uni<MemberList> members(Requester requester) {
        return ask.of(TeamContracts.LIST_MEMBERS, requester, new ListMembers(requester))
                .map(all -> Translation.to(MemberList.class, all));
    }

    @Override
    public Uni<MemberView> putMember(Requester requester, String member, String role) {
        return ask.of(
                        TeamContracts.PUT_MEMBER,
                        requester,
                        new PutMember(requester, member, Ids.parse(Role::ofTitle, role)))
                .map(now -> Translation.to(MemberView.class, now));
    }

    @Override
    public Uni<MemberList> removeMember(Requester requester, String member) {
        return ask.of(TeamContracts.REMOVE_MEMBER, requester, new RemoveMember(requester, member))
                .map(left -> Translation.to(MemberList.class, left));
    }

    @Override
    public Uni<TokenList> tokens(Requester requester) {
        return ask.of(TeamContracts.LIST_TOKENS, requester, new ListTokens(requester))
                .map(all -> Translation.to(TokenList.class, all));
    }

    @Override
    public Uni<TokenView> makeToken(
            Requester requester, Digest secret, String name, String member, @Nullable String role, Instant expiresAt) {
        Role most = role == null ? null : Ids.parse(Role::ofTitle, role);
        return ask.of(
                        TeamContracts.MAKE_TOKEN,
                        requester,
                        new MakeToken(requester, secret, name, member, most, expiresAt))
                .map(made -> Translation.to(TokenView.class, made));
    }

    @Override
    public Uni<TokenList> revokeToken(Requester requester, String token) {
        return ask.of(TeamContracts.REVOKE_TOKEN, requester, new RevokeToken(requester, token))
                .map(left -> Translation.to(TokenList.class, left));
    }
}
