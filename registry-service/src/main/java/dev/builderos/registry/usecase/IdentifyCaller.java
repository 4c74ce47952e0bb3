package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.Account;
import dev.builderos.contracts.team.Identified;
import dev.builderos.contracts.team.Identify;
import dev.builderos.contracts.team.IdentifyToken;
import dev.builderos.contracts.team.OrgView;
import dev.builderos.registry.store.TeamStore;
import dev.builderos.registry.store.TeamStore.Membership;
import dev.builderos.registry.store.TeamStore.Standing;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds which member an account or a token stands for. */
@ApplicationScoped
public class IdentifyCaller {
    private final TeamStore store;
    private final Acts acts;
    private final Clock clock;

    IdentifyCaller(TeamStore store, Acts acts, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.clock = clock;
    }

    public Uni<Identified> account(Identify command) {
        Account account = command.account();
        String email = account.email();
        Account known =
                new Account(account.issuer(), account.subject(), email == null ? null : email.toLowerCase(Locale.ROOT));
        return store.memberships(
                        known,
                        (client, org, member) -> acts.note(
                                client,
                                TeamActs.memberJoined(org, member, known.issuer(), known.subject(), clock.instant())))
                .map(all -> identified(all, command.org()));
    }

    private static Identified identified(List<Membership> all, @Nullable OrgId wanted) {
        Membership chosen = all.stream()
                .filter(each -> wanted == null || each.org().id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> notAMember(wanted));
        return new Identified(
                requester(chosen, chosen.org().role()),
                all.stream().map(Membership::org).toList());
    }

    private static ContractException notAMember(@Nullable OrgId wanted) {
        return new ContractException(
                "org.not-a-member",
                ErrorCategory.DENIED,
                wanted == null
                        ? "this account belongs to no org; an owner or admin of one invites its address:"
                                + " builderos members add ADDRESS"
                        : "this account does not belong to the org " + wanted);
    }

    public Uni<Identified> token(IdentifyToken query) {
        return store.standing(query.org(), query.digest(), clock.instant())
                .map(found -> found.map(IdentifyCaller::identified)
                        .orElseThrow(() -> new ContractException(
                                "token.not-in-force",
                                ErrorCategory.DENIED,
                                "this token was revoked, is over, or never was one")));
    }

    private static Identified identified(Standing standing) {
        Membership membership = standing.membership();
        Role role = membership.org().role().within(standing.tokenRole());
        OrgView org = membership.org();
        return new Identified(requester(membership, role), List.of(new OrgView(org.id(), org.name(), role)));
    }

    private static Requester requester(Membership membership, Role role) {
        return new Requester(membership.org().id(), membership.member(), List.of(role.title()));
    }
}
