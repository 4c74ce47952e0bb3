package dev.builderos.policy.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApprovalTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Effect EFFECT = new Effect("deploy.release", "deployer", "prod", Map.of("app", "hello"));

    @Test
    void oneOfTwoApprovalsLeavesItPending() {
        Approval approval = approval(2, List.of());

        assertThat(taken(approval, approve("anna")).state()).isEqualTo(Approval.State.PENDING);
        assertThat(taken(taken(approval, approve("anna")), approve("ben")).state())
                .isEqualTo(Approval.State.GRANTED);
    }

    @Test
    void oneDenialClosesIt() {
        Approval approval = taken(approval(2, List.of()), approve("anna"));

        assertThat(taken(approval, deny("ben", "not on Friday")).state()).isEqualTo(Approval.State.DENIED);
    }

    @Test
    void refusesTheSamePersonTwice() {
        Approval approval = taken(approval(2, List.of()), approve("anna"));

        assertThat(refusal(approval, approve("anna"))).isEqualTo("approval.answered");
    }

    @Test
    void refusesADenialWithoutAReason() {
        assertThat(refusal(approval(1, List.of()), deny("anna", " "))).isEqualTo("approval.reason");
        assertThat(refusal(approval(1, List.of()), attempt(person("anna", "Owner"), false, null)))
                .isEqualTo("approval.reason");
    }

    @Test
    void refusesAnAnswerAboutAnotherEffect() {
        Approval.Attempt attempt =
                new Approval.Attempt(person("anna", "Owner"), Digest.of("another"), true, "cli", null, null);

        assertThat(refusal(approval(1, List.of()), attempt)).isEqualTo("approval.digest-mismatch");
    }

    @Test
    void refusesPeopleWithoutARoleThatCounts() {
        assertThat(refusal(approval(1, List.of()), attempt(person("anna", "Developer"), true, null)))
                .isEqualTo("approval.role");
    }

    @Test
    void refusesPeopleWithAnExcludedRole() {
        assertThat(refusal(approval(1, List.of("Owner")), approve("anna"))).isEqualTo("approval.role");
    }

    @Test
    void neverCountsTheRequester() {
        assertThat(refusal(approval(1, List.of("requester")), approve("requester-id")))
                .isEqualTo("approval.requester");
        assertThat(refusal(approval(1, List.of()), approve("requester-id"))).isEqualTo("approval.requester");
    }

    @Test
    void theLocalOwnerIsAloneAndAnswersTheirOwnUnlessExcluded() {
        assertThat(taken(approval(Requester.LOCAL_OWNER, 1, List.of()), approve(Requester.LOCAL_OWNER))
                        .state())
                .isEqualTo(Approval.State.GRANTED);
        assertThat(refusal(approval(Requester.LOCAL_OWNER, 1, List.of("requester")), approve(Requester.LOCAL_OWNER)))
                .isEqualTo("approval.requester");
    }

    @Test
    void lapsesAtTheInstantItExpires() {
        Approval approval = approval(1, List.of());

        assertThat(approval.answer(approve("anna"), approval.expiresAt().minusNanos(1)))
                .isInstanceOf(AnswerOutcome.Taken.class);
        assertThat(approval.answer(approve("anna"), approval.expiresAt()))
                .isInstanceOfSatisfying(AnswerOutcome.Lapsed.class, lapsed -> {
                    assertThat(lapsed.expired().state()).isEqualTo(Approval.State.EXPIRED);
                    assertThat(lapsed.error().code()).isEqualTo("approval.closed");
                });
    }

    @Test
    void refusesAnswersOnceItIsClosedAndSaysByWhom() {
        Approval granted = taken(approval(1, List.of()), approve("anna"));

        assertThat(granted.answer(approve("ben"), NOW)).isInstanceOfSatisfying(AnswerOutcome.Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo("approval.closed");
            assertThat(refused.error().message()).isEqualTo("the request is granted; answered by anna");
        });
        assertThat(refusal(approval(1, List.of()).withdrawn(), approve("ben"))).isEqualTo("approval.closed");
    }

    private static Approval taken(Approval approval, Approval.Attempt attempt) {
        return ((AnswerOutcome.Taken) approval.answer(attempt, NOW)).next();
    }

    private static String refusal(Approval approval, Approval.Attempt attempt) {
        return ((AnswerOutcome.Refused) approval.answer(attempt, NOW)).error().code();
    }

    private static Approval.Attempt approve(String id) {
        return attempt(person(id, "Owner"), true, null);
    }

    private static Approval.Attempt deny(String id, String reason) {
        return attempt(person(id, "Owner"), false, reason);
    }

    private static Approval.Attempt attempt(
            Requester by, boolean approves, @org.jspecify.annotations.Nullable String reason) {
        return new Approval.Attempt(by, EFFECT.digest(), approves, "cli", reason, null);
    }

    private static Requester person(String id, String role) {
        return new Requester(new OrgId("acme"), id, List.of(role));
    }

    private static Approval approval(int approvals, List<String> not) {
        return approval("requester-id", approvals, not);
    }

    private static Approval approval(String requestedBy, int approvals, List<String> not) {
        return Approval.opened(
                new Approval.Question(
                        new ApprovalId("01890000-0000-7000-8000-000000000001"),
                        new OrgId("acme"),
                        new ProjectId("hello"),
                        new RunId("01890000-0000-7000-8000-000000000002"),
                        new StepId("release"),
                        EFFECT,
                        EFFECT.digest(),
                        Digest.of("policy"),
                        new ApprovalRequirement(approvals, List.of("Owner", "Admin"), not, Duration.ofHours(1)),
                        new EffectCard(
                                "release hello",
                                "…",
                                null,
                                new Risk(Risk.Level.HIGH, List.of()),
                                "roll back",
                                "prod",
                                null),
                        requestedBy,
                        null,
                        Map.of("release", "r1")),
                NOW);
    }

    @Test
    void anEditClosesTheRequestWithWhatIsToBeDoneInstead() {
        Approval asked = approval(2, List.of());

        AnswerOutcome outcome = asked.answer(edit("anna", Map.of("release", "r2")), NOW);

        assertThat(outcome).isInstanceOfSatisfying(AnswerOutcome.Taken.class, taken -> {
            assertThat(taken.next().state()).isEqualTo(Approval.State.EDITED);
            assertThat(taken.next().answers().getLast().edited()).isEqualTo(Map.of("release", "r2"));
            assertThat(taken.next().answer(attempt(person("otto", "Owner"), true, null), NOW))
                    .isInstanceOf(AnswerOutcome.Refused.class);
        });
    }

    @Test
    void anEditNeedsWhatAnApprovalNeeds() {
        Approval asked = approval(1, List.of("requester"));

        assertThat(refusal(asked, edit("requester-id", Map.of("release", "r2"))))
                .isEqualTo("approval.requester");
        assertThat(refusal(asked, edit("anna", Map.of("release", "r1")))).isEqualTo("approval.unchanged");
        assertThat(refusal(
                        asked,
                        new Approval.Attempt(
                                person("otto", "Guest"), EFFECT.digest(), false, "cli", null, Map.of("release", "r2"))))
                .isEqualTo("approval.role");
        Approval fixed = Approval.opened(withoutArguments(asked.question()), NOW);
        assertThat(refusal(fixed, edit("anna", Map.of("release", "r2")))).isEqualTo("approval.not-editable");
    }

    @Test
    void anEditApprovesNothing() {
        assertThatThrownBy(() -> new Approval.Attempt(
                        person("anna", "Owner"), EFFECT.digest(), true, "cli", null, Map.of("release", "r2")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Approval.Attempt edit(String who, Map<String, Object> arguments) {
        return new Approval.Attempt(person(who, "Owner"), EFFECT.digest(), false, "cli", null, arguments);
    }

    private static Approval.Question withoutArguments(Approval.Question question) {
        return new Approval.Question(
                question.id(),
                question.org(),
                question.project(),
                question.run(),
                question.step(),
                question.effect(),
                question.effectDigest(),
                question.policyDigest(),
                question.requirement(),
                question.card(),
                question.requestedBy(),
                question.origin(),
                null);
    }
}
