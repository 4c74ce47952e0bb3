package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.team.ListTokens;
import dev.builderos.contracts.team.MakeToken;
import dev.builderos.contracts.team.RevokeToken;
import dev.builderos.contracts.team.TokenList;
import dev.builderos.contracts.team.TokenView;
import dev.builderos.registry.domain.Member;
import dev.builderos.registry.domain.TeamRules;
import dev.builderos.registry.store.TeamStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tokens that stand for members. */
@ApplicationScoped
public class ManageTokens {
    private static final int LONGEST_NAME = 100;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final TeamStore store;
    private final Acts acts;
    private final Clock clock;

    ManageTokens(TeamStore store, Acts acts, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.clock = clock;
    }

    public Uni<TokenList> list(ListTokens query) {
        Requester by = query.requester();
        return store.tokens(by.org(), seesAll(by) ? Optional.empty() : Optional.of(by.id()))
                .map(TokenList::new);
    }

    public Uni<TokenView> make(MakeToken command) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String name = command.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new ContractException(
                    "token.invalid-name", ErrorCategory.INVALID, "the name of a token has 1 to 100 characters");
        }
        if (!command.expiresAt().isAfter(now) || command.expiresAt().isAfter(now.plus(LONGEST))) {
            throw new ContractException(
                    "token.invalid-expiry", ErrorCategory.INVALID, "a token lasts for a year and a day at most");
        }
        OrgId org = command.requester().org();
        return store.change(
                org,
                client -> store.members(client, org).flatMap(all -> {
                    Member member = ManageMembers.find(all, command.member())
                            .orElseThrow(() -> ManageMembers.unknown(command.member()));
                    Role asked = command.role();
                    Role role = asked == null
                            ? TeamRules.roleOf(command.requester()).within(member.role())
                            : asked;
                    TeamRules.demandToken(command.requester(), member, role);
                    TokenView token = new TokenView(
                            TimeOrderedId.next(clock).toString(),
                            name,
                            member.id(),
                            role,
                            now,
                            command.expiresAt().truncatedTo(ChronoUnit.MICROS));
                    return store.keepToken(client, org, command.digest(), token)
                            .flatMap(kept -> acts.note(
                                    client,
                                    TeamActs.tokenMade(org, command.requester().id(), token, now)))
                            .replaceWith(token);
                }));
    }

    public Uni<TokenList> revoke(RevokeToken command) {
        Requester by = command.requester();
        OrgId org = by.org();
        Optional<String> whose = seesAll(by) ? Optional.empty() : Optional.of(by.id());
        return store.change(
                org,
                client -> store.tokens(client, org, whose).flatMap(known -> {
                    TokenView token = known.stream()
                            .filter(each -> each.id().equals(command.token()))
                            .findFirst()
                            .orElseThrow(() -> new ContractException(
                                    "token.unknown",
                                    ErrorCategory.NOT_FOUND,
                                    "there is no such token; builderos tokens list"));
                    return store.removeToken(client, org, token.id())
                            .flatMap(gone ->
                                    acts.note(client, TeamActs.tokenRevoked(org, by.id(), token, clock.instant())))
                            .flatMap(noted -> store.tokens(client, org, whose))
                            .map(TokenList::new);
                }));
    }

    private static boolean seesAll(Requester by) {
        Role role = TeamRules.roleOf(by);
        return role == Role.OWNER || role == Role.ADMIN;
    }
}
