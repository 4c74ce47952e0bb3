package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.ListMembers;
import dev.builderos.contracts.team.MakeOrg;
import dev.builderos.contracts.team.MemberKind;
import dev.builderos.contracts.team.MemberList;
import dev.builderos.contracts.team.MemberView;
import dev.builderos.contracts.team.OrgView;
import dev.builderos.contracts.team.PutMember;
import dev.builderos.contracts.team.RemoveMember;
import dev.builderos.registry.domain.Member;
import dev.builderos.registry.domain.TeamRules;
import dev.builderos.registry.store.TeamStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Orgs and who belongs to them. */
@ApplicationScoped
public class ManageMembers {
    private static final int LONGEST_NAME = 100;

    private final TeamStore store;
    private final Acts acts;
    private final Clock clock;

    ManageMembers(TeamStore store, Acts acts, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.clock = clock;
    }

    public Uni<OrgView> makeOrg(MakeOrg command) {
        String name = command.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new ContractException(
                    "org.invalid-name", ErrorCategory.INVALID, "the name of an org has 1 to 100 characters");
        }
        if (command.owner().equals(Requester.LOCAL_OWNER) || TeamRules.kind(command.owner()) != MemberKind.PERSON) {
            throw new ContractException(
                    "org.invalid-owner",
                    ErrorCategory.INVALID,
                    "the first owner of an org is a person, by their address: --owner ann@example.com");
        }
        OrgId org = command.org();
        Member owner = new Member(
                command.owner(),
                MemberKind.PERSON,
                Role.OWNER,
                false,
                command.requester().id(),
                now());
        return store.change(
                org,
                client -> store.makeOrg(client, org, name, owner.addedAt())
                        .flatMap(made -> made && !org.equals(OrgId.ANY)
                                ? store.putMember(client, org, owner)
                                        .flatMap(put -> acts.note(
                                                client,
                                                TeamActs.orgMade(org, owner.addedBy(), owner.id(), owner.addedAt())))
                                        .replaceWith(new OrgView(org, name, Role.OWNER))
                                : Uni.createFrom().failure(() -> taken(org))));
    }

    private static ContractException taken(OrgId org) {
        return new ContractException(
                "org.taken", ErrorCategory.CONFLICT, "there is an org " + org + "; take another id");
    }

    public Uni<MemberList> list(ListMembers query) {
        return store.members(query.requester().org()).map(ManageMembers::list);
    }

    public Uni<MemberView> put(PutMember command) {
        MemberKind kind = TeamRules.kind(command.member());
        OrgId org = command.requester().org();
        return store.change(
                org,
                client -> store.members(client, org).flatMap(all -> {
                    Optional<Member> before = find(all, command.member());
                    TeamRules.demandChange(command.requester(), before, Optional.of(command.role()), all);
                    Member after = before.map(was -> new Member(
                                    was.id(), was.kind(), command.role(), was.joined(), was.addedBy(), was.addedAt()))
                            .orElseGet(() -> new Member(
                                    command.member(),
                                    kind,
                                    command.role(),
                                    kind == MemberKind.SERVICE,
                                    command.requester().id(),
                                    now()));
                    return store.putMember(client, org, after)
                            .flatMap(put -> acts.note(
                                    client,
                                    TeamActs.memberPut(org, command.requester().id(), before, after, now())))
                            .replaceWith(view(after));
                }));
    }

    public Uni<MemberList> remove(RemoveMember command) {
        OrgId org = command.requester().org();
        return store.change(
                org,
                client -> store.members(client, org).flatMap(all -> {
                    Member before = find(all, command.member()).orElseThrow(() -> unknown(command.member()));
                    TeamRules.demandChange(command.requester(), Optional.of(before), Optional.empty(), all);
                    return store.removeMember(client, org, before.id())
                            .flatMap(gone -> acts.note(
                                    client,
                                    TeamActs.memberRemoved(
                                            org, command.requester().id(), before, now())))
                            .flatMap(noted -> store.members(client, org))
                            .map(ManageMembers::list);
                }));
    }

    static Optional<Member> find(List<Member> all, String id) {
        return all.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    static ContractException unknown(String member) {
        return new ContractException(
                "member.unknown", ErrorCategory.NOT_FOUND, member + " does not belong to this org");
    }

    private static MemberList list(List<Member> all) {
        return new MemberList(all.stream().map(ManageMembers::view).toList());
    }

    private static MemberView view(Member member) {
        return new MemberView(
                member.id(), member.kind(), member.role(), member.joined(), member.addedBy(), member.addedAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
