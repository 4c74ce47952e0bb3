package dev.builderos.receipts;

import static dev.builderos.receipts.JournalFixture.RELEASE;
import static dev.builderos.receipts.JournalFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.effect.Effect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectAuthorityTest {
    private final JournalFixture journal = new JournalFixture().admitted("bubblewrap");

    @Test
    void countsWhatPolicyAllowedAndWhatPeopleApproved() {
        EffectAuthority.Finding finding =
                EffectAuthority.examine(JournalFixture.succeeded().facts());

        assertThat(finding.wrong()).isEmpty();
        assertThat(finding.allowed()).isEqualTo(1);
        assertThat(finding.approved()).isEqualTo(1);
    }

    @Test
    void findsAnEffectWithoutADecision() {
        journal.called("plan", "c1", WRITE).completed("plan", "c1", WRITE);

        assertThat(wrong())
                .isEqualTo(
                        "fact 3 (EffectCompleted) carries out effect c1 of step plan (attempt 1) that nothing before it allows (no decision)");
    }

    @Test
    void findsAnEffectThatWasDenied() {
        journal.called("plan", "c1", WRITE).decided("plan", "c1", WRITE, "DENY").completed("plan", "c1", WRITE);

        assertThat(wrong()).contains("(DENY)");
    }

    @Test
    void inAReplayOnlyTheWorkspaceIsTouched() {
        JournalFixture replay = replay().called("plan", "c1", WRITE)
                .decided("plan", "c1", WRITE, "ASK")
                .completed("plan", "c1", WRITE);

        assertThat(EffectAuthority.examine(replay.facts()).wrong()).isEmpty();
        assertThat(EffectAuthority.examine(replay().called("release", "c2", RELEASE)
                                .decided("release", "c2", RELEASE, "ALLOW")
                                .completed("release", "c2", RELEASE)
                                .facts())
                        .wrong()
                        .orElseThrow())
                .contains("carries out effect c2")
                .contains("and this is a replay");
        assertThat(EffectAuthority.examine(replay().called("release", "c2", RELEASE)
                                .decided("release", "c2", RELEASE, "ALLOW")
                                .intended("release", "c2", RELEASE)
                                .facts())
                        .wrong()
                        .orElseThrow())
                .contains("is about to carry out effect c2");
    }

    @Test
    void aReplayRunsNoCommandThatReachesOut() {
        Effect fetch = new Effect("shell.exec", "pipeline", null, Map.of("command", "curl …", "network", "egress"));

        assertThat(EffectAuthority.examine(replay().called("plan", "c1", fetch)
                                .decided("plan", "c1", fetch, "ALLOW")
                                .completed("plan", "c1", fetch)
                                .facts())
                        .wrong()
                        .orElseThrow())
                .contains("with network")
                .contains("and this is a replay");
    }

    @Test
    void onlyAReplayTakesResultsFromARecord() {
        journal.called("release", "c2", RELEASE).decided("release", "c2", RELEASE, "ALLOW");
        journal.replayed("release", "c2", RELEASE);

        assertThat(wrong()).contains("takes the result of effect c2").contains("and this is no replay");
        assertThat(EffectAuthority.examine(replay().called("release", "c2", RELEASE)
                                .decided("release", "c2", RELEASE, "ASK")
                                .replayed("release", "c2", RELEASE)
                                .facts())
                        .wrong())
                .isEmpty();
        assertThat(EffectAuthority.examine(replay().called("release", "c2", RELEASE)
                                .decided("release", "c2", RELEASE, "DENY")
                                .replayed("release", "c2", RELEASE)
                                .facts())
                        .wrong())
                .isPresent();
    }

    private static JournalFixture replay() {
        return new JournalFixture()
                .add(
                        "RunAdmitted",
                        Map.of(
                                "requester",
                                Map.of("id", "maria"),
                                "options",
                                Map.of("sandbox", "bubblewrap"),
                                "replayed",
                                Map.of("run", JournalFixture.RUN)));
    }

    @Test
    void lastDecisionCounts() {
        journal.decided("plan", "c1", WRITE, "ALLOW")
                .decided("plan", "c1", WRITE, "DENY")
                .intended("plan", "c1", WRITE);

        assertThat(wrong()).contains("fact 4 (EffectIntended)").contains("(DENY)");
    }

    @Test
    void findsADecisionThatCameAfterTheEffect() {
        journal.intended("plan", "c1", WRITE).decided("plan", "c1", WRITE, "ALLOW");

        assertThat(wrong()).contains("fact 2 (EffectIntended)");
    }

    @Test
    void findsADecisionAboutAnotherEffect() {
        journal.decided("release", "c1", WRITE, "ALLOW").completed("release", "c1", RELEASE);

        assertThat(wrong()).contains("no decision");
    }

    @Test
    void findsAnAskThatNobodyAnswered() {
        journal.decided("release", "c1", RELEASE, "ASK").requested("release", "c1", "ap", RELEASE, 1, List.of());
        journal.completed("release", "c1", RELEASE);

        assertThat(wrong()).contains("no approval is left");
    }

    @Test
    void findsAnApprovalUsedTwice() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "ana").completed("release", "c1", RELEASE);
        journal.decided("release", "c2", RELEASE, "ASK").completed("release", "c2", RELEASE);

        assertThat(wrong()).contains("effect c2").contains("no approval is left");
    }

    @Test
    void acceptsThatWhatWasApprovedAndDoneIsTakenForDone() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "ana").completed("release", "c1", RELEASE);
        journal.decided("release", "c2", RELEASE, "ASK").reused("release", "c2", RELEASE, "ap");

        assertThat(EffectAuthority.examine(journal.facts()).wrong()).isEmpty();
    }

    @Test
    void findsWhatIsTakenForDoneAndWasNot() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "ana");
        journal.decided("release", "c2", RELEASE, "ASK").reused("release", "c2", RELEASE, "ap");

        assertThat(wrong()).contains("effect c2").contains("never approved and done");
    }

    @Test
    void findsWhatIsTakenForDoneAgainstThePolicy() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "ana").completed("release", "c1", RELEASE);
        journal.decided("release", "c2", RELEASE, "DENY").reused("release", "c2", RELEASE, "ap");

        assertThat(wrong()).contains("effect c2").contains("not allowed (DENY)");
    }

    @Test
    void findsAnEffectThatStartsTwice() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "ana");
        journal.intended("release", "c1", RELEASE).intended("release", "c1", RELEASE);

        assertThat(wrong()).contains("a second time");
    }

    @Test
    void findsAnEffectBehindAGateThatNobodyOpened() {
        journal.decided("release", "c1", RELEASE, "ALLOW").requested("release", "c1", "ap", RELEASE, 1, List.of());
        journal.intended("release", "c1", RELEASE);

        assertThat(wrong()).contains("no approval is left");
    }

    @Test
    void acceptsAnEffectBehindAGateThatWasOpened() {
        journal.decided("release", "c1", RELEASE, "ALLOW").requested("release", "c1", "ap", RELEASE, 1, List.of());
        journal.granted("release", "c1", "ap", RELEASE, "ana").intended("release", "c1", RELEASE);

        EffectAuthority.Finding finding = EffectAuthority.examine(journal.facts());

        assertThat(finding.wrong()).isEmpty();
        assertThat(finding.approved()).isEqualTo(1);
    }

    @Test
    void findsADenialThatAnApprovalWasToOverrule() {
        journal.decided("release", "c1", RELEASE, "DENY").requested("release", "c1", "ap", RELEASE, 1, List.of());
        journal.granted("release", "c1", "ap", RELEASE, "ana").intended("release", "c1", RELEASE);

        assertThat(wrong()).contains("(DENY)");
    }

    @Test
    void findsAnUnknownEffectThatWasStartedAgainUnasked() {
        journal.decided("release", "c1", RELEASE, "ALLOW").intended("release", "c1", RELEASE);
        unknown().intended("release", "c1", RELEASE);

        assertThat(wrong()).contains("fact 5 (EffectIntended)").contains("no approval is left");
    }

    @Test
    void acceptsAnUnknownEffectThatPeopleLetStartAgain() {
        journal.decided("release", "c1", RELEASE, "ALLOW").intended("release", "c1", RELEASE);
        unknown().requested("release", "c1", "again", RELEASE, 1, List.of());
        journal.granted("release", "c1", "again", RELEASE, "ana").intended("release", "c1", RELEASE);

        assertThat(EffectAuthority.examine(journal.facts()).wrong()).isEmpty();
    }

    @Test
    void acceptsAnUnknownEffectThatTurnsOutToHaveHappened() {
        journal.decided("release", "c1", RELEASE, "ALLOW").intended("release", "c1", RELEASE);
        unknown().completed("release", "c1", RELEASE, true);

        assertThat(EffectAuthority.examine(journal.facts()).wrong()).isEmpty();
    }

    @Test
    void findsAnUnknownEffectThatWasDoneAgainWithoutAnIntent() {
        journal.decided("release", "c1", RELEASE, "ALLOW").intended("release", "c1", RELEASE);
        unknown().completed("release", "c1", RELEASE, false);

        assertThat(wrong()).contains("fact 5 (EffectCompleted)").contains("no approval is left");
    }

    @Test
    void findsAnEffectThatIsCalledRecoveredAndNeverStarted() {
        journal.decided("release", "c1", RELEASE, "ASK").completed("release", "c1", RELEASE, true);

        assertThat(wrong()).contains("no approval is left");
    }

    private JournalFixture unknown() {
        return journal.add(
                "EffectUnknown",
                Map.of(
                        "step",
                        "release",
                        "attempt",
                        1,
                        "callId",
                        "c1",
                        "effectDigest",
                        RELEASE.digest(),
                        "why",
                        "the runner died"));
    }

    @Test
    void findsTooFewPeople() {
        asked(2, List.of()).granted("release", "c1", "ap", RELEASE, "ana", "ana");

        assertThat(wrong()).contains("1 of 2 people");
    }

    @Test
    void acceptsAsManyPeopleAsAreNeeded() {
        asked(2, List.of()).granted("release", "c1", "ap", RELEASE, "ana", "ben");

        assertThat(EffectAuthority.examine(journal.facts()).wrong()).isEmpty();
    }

    @Test
    void findsARequesterWhoApproved() {
        asked(1, List.of()).granted("release", "c1", "ap", RELEASE, "maria");

        assertThat(wrong()).contains("maria").contains("may not approve");
    }

    @Test
    void theLocalOwnerApprovesTheirOwnUnlessExcluded() {
        assertThat(EffectAuthority.examine(approvedByTheLocalOwner(List.of()).facts())
                        .wrong())
                .isEmpty();
    }

    @Test
    void findsALocalOwnerWhoApprovedThoughExcluded() {
        assertThat(EffectAuthority.examine(
                                approvedByTheLocalOwner(List.of("requester")).facts())
                        .wrong()
                        .orElse("nothing"))
                .contains("may not approve");
    }

    private static JournalFixture approvedByTheLocalOwner(List<String> not) {
        return new JournalFixture()
                .admitted("bubblewrap", Requester.LOCAL_OWNER)
                .decided("release", "c1", RELEASE, "ASK")
                .requested("release", "c1", "ap", RELEASE, 1, not)
                .granted("release", "c1", "ap", RELEASE, Requester.LOCAL_OWNER);
    }

    @Test
    void findsAGrantOfAnotherEffect() {
        asked(1, List.of()).granted("release", "c1", "ap", WRITE, "ana");

        assertThat(wrong()).contains("another effect");
    }

    @Test
    void findsAGrantNobodyAskedFor() {
        journal.granted("release", "c1", "ap", RELEASE, "ana");

        assertThat(wrong()).contains("not asked for");
    }

    @Test
    void findsAGrantThatSomebodyDenied() {
        asked(1, List.of());
        journal.add(
                "ApprovalGranted",
                Map.of(
                        "step",
                        "release",
                        "attempt",
                        1,
                        "callId",
                        "c1",
                        "approvalId",
                        "ap",
                        "effectDigest",
                        RELEASE.digest(),
                        "answers",
                        List.of(Map.of("by", "ana", "answer", "APPROVE"), Map.of("by", "ben", "answer", "DENY"))));

        assertThat(wrong()).contains("ben denied");
    }

    @Test
    void findsAnEffectThatIsNotTheOneItsDigestNames() {
        journal.add(
                "ToolCalled",
                Map.of(
                        "step",
                        "plan",
                        "attempt",
                        1,
                        "callId",
                        "c1",
                        "effect",
                        WRITE,
                        "effectDigest",
                        RELEASE.digest(),
                        "summary",
                        "s"));

        assertThat(wrong()).contains("does not have the digest");
    }

    private JournalFixture asked(int approvals, List<String> not) {
        return journal.decided("release", "c1", RELEASE, "ASK")
                .requested("release", "c1", "ap", RELEASE, approvals, not);
    }

    private String wrong() {
        return EffectAuthority.examine(journal.facts()).wrong().orElse("nothing");
    }
}
