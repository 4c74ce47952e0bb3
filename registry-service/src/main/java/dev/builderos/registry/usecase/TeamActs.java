package dev.builderos.registry.usecase;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.team.TokenView;
import dev.builderos.registry.domain.Member;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is done to a team, as the audit log has it. */
final class TeamActs {
    private static final String KIND = "team";

    private TeamActs() {}

    static RecordAct orgMade(OrgId org, String by, String owner, Instant at) {
        return act(org, by, "org.made", "made the org, with the owner " + owner, at, Map.of("member", owner));
    }

    static RecordAct memberPut(OrgId org, String by, Optional<Member> before, Member after, Instant at) {
        Role role = after.role();
        return before.map(was -> act(
                        org,
                        by,
                        "member.role",
                        after.id() + ": " + was.role().title() + " → " + role.title(),
                        at,
                        Map.of(
                                "member",
                                after.id(),
                                "role",
                                role.title(),
                                "former_role",
                                was.role().title())))
                .orElseGet(() -> act(
                        org,
                        by,
                        "member.added",
                        "added " + after.id() + " as " + role.title(),
                        at,
                        Map.of("member", after.id(), "role", role.title())));
    }

    static RecordAct memberRemoved(OrgId org, String by, Member was, Instant at) {
        return act(
                org,
                by,
                "member.removed",
                "removed " + was.id() + ", who was " + was.role().title(),
                at,
                Map.of("member", was.id(), "former_role", was.role().title()));
    }

    /** An account takes the place that an address was invited to. */
    static RecordAct memberJoined(OrgId org, String member, String issuer, String subject, Instant at) {
        return act(
                org,
                member,
                "member.joined",
                member + " joined",
                at,
                Map.of("member", member, "issuer", issuer, "subject", subject));
    }

    static RecordAct tokenMade(OrgId org, String by, TokenView token, Instant at) {
        return act(
                org,
                by,
                "token.made",
                "made the token \"" + token.name() + "\" for " + token.member() + " as "
                        + token.role().title(),
                at,
                Map.of(
                        "token", token.id(),
                        "member", token.member(),
                        "role", token.role().title(),
                        "expires", token.expiresAt().toString()));
    }

    static RecordAct tokenRevoked(OrgId org, String by, TokenView token, Instant at) {
        return act(
                org,
                by,
                "token.revoked",
                "revoked the token \"" + token.name() + "\" of " + token.member(),
                at,
                Map.of("token", token.id(), "member", token.member()));
    }

    private static RecordAct act(OrgId org, String by, String act, String title, Instant at, Map<String, String> what) {
        return new RecordAct(org, KIND, by, act, title, at, what);
    }
}
