package dev.builderos.gateway.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.gateway.api.MemberList;
import dev.builderos.gateway.api.MemberView;
import dev.builderos.gateway.api.NewOrg;
import dev.builderos.gateway.api.OrgView;
import dev.builderos.gateway.api.TokenList;
import dev.builderos.gateway.api.TokenView;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who belongs to an org, as the registry has it. */
public interface Team {
    /** @param org where they want to act; null where it is not said */
    Uni<Identity> identify(Principal.Person person, @Nullable OrgId org);

    Uni<Identity> identify(Principal.TokenHolder token);

    Uni<OrgView> makeOrg(Requester requester, NewOrg org);

    Uni<MemberList> members(Requester requester);

    Uni<MemberView> putMember(Requester requester, String member, String role);

    Uni<MemberList> removeMember(Requester requester, String member);

    Uni<TokenList> tokens(Requester requester);

    Uni<TokenView> makeToken(
            Requester requester, Digest secret, String name, String member, @Nullable String role, Instant expiresAt);

    Uni<TokenList> revokeToken(Requester requester, String token);
}
