package dev.builderos.registry.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.Role;
import dev.builderos.contracts.team.MemberKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeamRulesTest {
    private static final Member OWNER = person("olga@example.com", Role.OWNER);
    private static final Member ADMIN = person("adam@example.com", Role.ADMIN);
    private static final Member BUILDER = person("bob@example.com", Role.BUILDER);
    private static final Member PROGRAM =
            new Member("service:ci", MemberKind.SERVICE, Role.BUILDER, true, "olga@example.com", Instant.EPOCH);
    private static final List<Member> ALL = List.of(OWNER, ADMIN, BUILDER, PROGRAM);

    @ParameterizedTest
    @ValueSource(strings = {"ann@example.com", "a+b@x.io"})
    void personsAreAddresses(String id) {
        assertThat(TeamRules.kind(id)).isEqualTo(MemberKind.PERSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "",
                "Ann@example.com",
                "ann@",
                "@x",
                "a b@x.io",
                "a@b@c",
                "service:",
                "service:CI",
                "local:owner",
                "x/y@z"
            })
    void otherTextsAreNobody(String id) {
        assertThatThrownBy(() -> TeamRules.kind(id)).hasMessageContaining("member.invalid-id");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDER", "REVIEWER", "VIEWER"})
    void onlyOwnersAndAdminsChangeMembers(Role role) {
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandChange(
                        requester("x@example.com", role), Optional.empty(), Optional.of(Role.VIEWER), ALL));
    }

    @Test
    void adminsChangeEverybodyButOwners() {
        Requester adam = requester(ADMIN.id(), Role.ADMIN);

        permits(() -> TeamRules.demandChange(adam, Optional.of(BUILDER), Optional.of(Role.ADMIN), ALL));
        refuses("member.not-permitted", () -> TeamRules.demandChange(adam, Optional.of(OWNER), Optional.empty(), ALL));
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandChange(adam, Optional.of(BUILDER), Optional.of(Role.OWNER), ALL));
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandChange(adam, Optional.of(ADMIN), Optional.of(Role.OWNER), ALL));
    }

    @Test
    void theLastOwnerStays() {
        Requester olga = requester(OWNER.id(), Role.OWNER);

        refuses("member.last-owner", () -> TeamRules.demandChange(olga, Optional.of(OWNER), Optional.empty(), ALL));
        refuses(
                "member.last-owner",
                () -> TeamRules.demandChange(olga, Optional.of(OWNER), Optional.of(Role.ADMIN), ALL));
        permits(() -> TeamRules.demandChange(
                olga, Optional.of(OWNER), Optional.empty(), List.of(OWNER, person("otto@example.com", Role.OWNER))));
    }

    @Test
    void tokensAreForOneselfOrForPrograms() {
        Requester bob = requester(BUILDER.id(), Role.BUILDER);
        Requester adam = requester(ADMIN.id(), Role.ADMIN);

        permits(() -> TeamRules.demandToken(bob, BUILDER, Role.BUILDER));
        permits(() -> TeamRules.demandToken(bob, BUILDER, Role.VIEWER));
        permits(() -> TeamRules.demandToken(adam, PROGRAM, Role.BUILDER));
        refuses("member.not-permitted", () -> TeamRules.demandToken(bob, PROGRAM, Role.VIEWER));
        refuses("member.not-permitted", () -> TeamRules.demandToken(adam, BUILDER, Role.VIEWER));
    }

    @Test
    void aTokenGivesNoMoreThanWhoHasIt() {
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandToken(requester(BUILDER.id(), Role.BUILDER), BUILDER, Role.REVIEWER));
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandToken(requester(ADMIN.id(), Role.ADMIN), PROGRAM, Role.ADMIN));
        // Somebody who acts by a weak token does not make a strong one.
        refuses(
                "member.not-permitted",
                () -> TeamRules.demandToken(requester(BUILDER.id(), Role.VIEWER), BUILDER, Role.BUILDER));
    }

    @Test
    void whatIsWithinTwoRolesIsMoreThanNeither() {
        for (Role one : Role.values()) {
            for (Role other : Role.values()) {
                Role within = one.within(other);
                assertThat(one.covers(within) && other.covers(within))
                        .as(one + ", " + other)
                        .isTrue();
                assertThat(other.within(one)).isEqualTo(within);
            }
        }
        assertThat(Role.BUILDER.within(Role.REVIEWER)).isEqualTo(Role.VIEWER);
    }

    private static Member person(String id, Role role) {
        return new Member(id, MemberKind.PERSON, role, true, "olga@example.com", Instant.EPOCH);
    }

    private static Requester requester(String id, Role role) {
        return new Requester(new OrgId("acme"), id, List.of(role.title()));
    }

    private static void permits(ThrowingCallable demand) {
        assertThatCode(demand).doesNotThrowAnyException();
    }

    private static void refuses(String code, ThrowingCallable demand) {
        assertThatThrownBy(demand)
                .isInstanceOfSatisfying(
                        ContractException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }
}
