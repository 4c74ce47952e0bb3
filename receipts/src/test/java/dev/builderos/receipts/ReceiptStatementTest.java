package dev.builderos.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.journal.FactRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptStatementTest {
    private final List<FactRecord> facts = JournalFixture.succeeded().facts();
    private final JsonNode statement =
            ContractJson.read(ReceiptStatement.of(JournalFixture.RUN, facts).bytes(), JsonNode.class);
    private final JsonNode run = statement.path("predicate").path(ReceiptStatement.RUN_V1);

    @Test
    void isAnInTotoStatementWithSlsaProvenance() {
        assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.path("predicateType").asText()).isEqualTo("https://slsa.dev/provenance/v1");
        JsonNode definition = statement.at("/predicate/buildDefinition");
        assertThat(definition.path("buildType").asText()).isEqualTo("https://builderos.dev/run/v1");
        assertThat(definition.at("/externalParameters/pipeline/version").asText())
                .isEqualTo("1.0.0");
        assertThat(definition.at("/externalParameters/inputs/task").asText()).isEqualTo("add GET /health");
        assertThat(definition.at("/externalParameters/prompts/0/prompt/name").asText())
                .isEqualTo("builder/plan");
        assertThat(definition.at("/resolvedDependencies/0/digest/gitCommit").asText())
                .isEqualTo(JournalFixture.BASE);
        JsonNode metadata = statement.at("/predicate/runDetails/metadata");
        assertThat(metadata.path("invocationId").asText()).isEqualTo(JournalFixture.RUN.value());
        assertThat(metadata.path("startedOn").asText()).isEqualTo("2026-11-22T09:00:00Z");
    }

    @Test
    void isAboutTheHeadCommitAndEachArtifact() {
        assertThat(statement.at("/subject/0/digest/gitCommit").asText()).isEqualTo(JournalFixture.COMMIT);
        assertThat(statement.at("/subject/1/name").asText()).isEqualTo("plan/plan.md");
        assertThat(statement.at("/subject/1/digest/sha256").asText())
                .isEqualTo(Digest.of(JournalFixture.PLAN).hex());
    }

    @Test
    void saysWhatWasDeniedWhatWasAskedAndWhoApproved() {
        assertThat(run.at("/decisions/ALLOW").asInt()).isEqualTo(1);
        assertThat(run.at("/decisions/notAllowed"))
                .extracting(call ->
                        call.path("verdict").asText() + " " + call.path("tool").asText())
                .containsExactly("DENY fs.read", "ASK deploy.release");
        assertThat(run.at("/approvals/0/outcome").asText()).isEqualTo("GRANTED");
        assertThat(run.at("/approvals/0/answers/0/by").asText()).isEqualTo("ana");
        assertThat(run.at("/approvals/0/answers/0/method").asText()).isEqualTo("cli --yes");
        assertThat(run.at("/approvals/0/effectDigest").asText())
                .isEqualTo(JournalFixture.RELEASE.digest().value());
    }

    @Test
    void saysHowEachStepEnded() {
        assertThat(run.path("steps"))
                .extracting(step ->
                        step.path("id").asText() + " " + step.path("state").asText())
                .containsExactly("plan SUCCEEDED", "release SUCCEEDED", "watch PENDING");
        assertThat(run.at("/steps/0/contentKey").asText())
                .isEqualTo(Digest.of("plan").value());
    }

    @Test
    void anchorsTheJournal() {
        assertThat(run.at("/journal/facts").asInt()).isEqualTo(facts.size());
        assertThat(run.at("/journal/head").asText())
                .isEqualTo(facts.getLast().hash().value());
    }

    @Test
    void saysThatNobodyLookedWhenAnApprovalWasAutomatic() {
        assertThat(run.path("notVerified").toString()).contains("Approval ap-1 was answered automatically with --yes");
    }

    @Test
    void saysThatThereWasNoSandbox() {
        List<FactRecord> open = new JournalFixture()
                .admitted("none")
                .add("RunCancelled", Map.of("reason", "changed my mind"))
                .facts();

        JsonNode said = ReceiptStatement.of(JournalFixture.RUN, open).json();

        assertThat(said.at("/predicate")
                        .path(ReceiptStatement.RUN_V1)
                        .path("notVerified")
                        .toString())
                .contains("without a sandbox");
        assertThat(run.path("notVerified").toString()).doesNotContain("without a sandbox");
    }

    @Test
    void isAboutTheJournalWhenTheRunLeftNothing() {
        List<FactRecord> nothing = new JournalFixture()
                .admitted("none")
                .add("RunFailed", Map.of("reason", "no base commit"))
                .facts();

        JsonNode said = ReceiptStatement.of(JournalFixture.RUN, nothing).json();

        assertThat(said.at("/subject/0/digest/sha256").asText())
                .isEqualTo(nothing.getLast().hash().hex());
    }

    @Test
    void saysThatAnEffectIsUnknownUntilItIsKnown() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap");
        journal.called("release", "c1", JournalFixture.RELEASE)
                .decided("release", "c1", JournalFixture.RELEASE, "ALLOW");
        journal.add(
                "EffectUnknown",
                Map.of(
                        "step",
                        "release",
                        "attempt",
                        1,
                        "callId",
                        "c1",
                        "effectDigest",
                        JournalFixture.RELEASE.digest(),
                        "why",
                        "the runner died"));
        List<FactRecord> unknown = journal.facts();
        List<FactRecord> known =
                journal.completed("release", "c1", JournalFixture.RELEASE).facts();

        assertThat(new RunFold(unknown).notVerified().toString())
                .contains("Nobody knows whether effect c1 of step release");
        assertThat(new RunFold(known).notVerified().toString()).doesNotContain("Nobody knows");
    }

    @Test
    void refusesARunThatIsNotOver() {
        assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, facts.subList(0, facts.size() - 1)))
                .isInstanceOf(MalformedJournal.class)
                .hasMessageContaining("run that is over");
    }

    @Test
    void refusesFactsThatDoNotStandWhereTheyMay() {
        Map<String, Object> over = Map.of("reason", "enough");
        List<JournalFixture> misplaced = List.of(
                JournalFixture.succeeded().startStep("plan", 2),
                new JournalFixture().admitted("none").admitted("none").add("RunCancelled", over),
                new JournalFixture().startStep("plan", 1).admitted("none").add("RunCancelled", over));

        for (JournalFixture journal : misplaced) {
            assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, journal.facts()))
                    .isInstanceOf(MalformedJournal.class)
                    .hasMessageContaining("does not stand where it may");
        }
    }

    @Test
    void refusesToCoverTheIssueOfAReceipt() {
        JournalFixture journal = new JournalFixture().admitted("none");
        journal.add("ReceiptIssued", Map.of("digest", Digest.of("earlier"), "keyId", "k"));
        journal.add("RunCancelled", Map.of("reason", "enough"));

        assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, journal.facts()))
                .hasMessage("fact 2 (ReceiptIssued) is not covered by a receipt");
    }

    @Test
    void namesTheFactAndTheFieldThatIsMissing() {
        List<FactRecord> lacking = JournalFixture.forged(facts, 2, body -> {
            body.remove("contentKey");
            return body;
        });

        assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, lacking))
                .hasMessage("fact 3 (StepStarted) has no field `contentKey`");
    }

    @Test
    void takesFactsOfTypesItDoesNotKnow() {
        JournalFixture journal = new JournalFixture().admitted("none");
        journal.add("MoonRose", Map.of()).add("RunCancelled", Map.of("reason", "night"));

        assertThat(ReceiptStatement.of(JournalFixture.RUN, journal.facts())
                        .json()
                        .toString())
                .contains("\"facts\":3");
    }

    @Test
    void tellsOfTheLastOpeningAndKeepsTheRecordOfWhatWasDoneBefore() {
        JournalFixture journal = JournalFixture.succeeded();
        journal.add("ReceiptIssued", Map.of("digest", Digest.of("receipt"), "keyId", "key"));
        journal.reopened("plan");
        journal.startStep("release", 2);
        journal.add(
                "StepFailed", Map.of("step", "release", "attempt", 2, "failureClass", "timeout", "message", "late"));
        journal.add("RunFailed", Map.of("step", "release", "reason", "late"));

        JsonNode predicate =
                ReceiptStatement.of(JournalFixture.RUN, journal.facts()).json().path("predicate");

        JsonNode definition = predicate.path("buildDefinition");
        assertThat(definition.at("/externalParameters/pipeline/version").asText())
                .isEqualTo("1.1.0");
        assertThat(definition.at("/externalParameters/inputs/task").asText()).isEqualTo("add GET /ready");
        assertThat(definition.at("/externalParameters/model").asText()).isEqualTo("script:other");
        JsonNode run = predicate.path(ReceiptStatement.RUN_V1);
        assertThat(run.path("openings").size()).isEqualTo(1);
        assertThat(run.path("openings").get(0).path("kept").get(0).asText()).isEqualTo("plan");
        assertThat(run.path("steps").findValuesAsText("id")).containsExactly("plan", "release");
        assertThat(run.path("steps").findValuesAsText("state")).containsExactly("SUCCEEDED", "FAILED");
        assertThat(run.path("artifacts").size()).isEqualTo(1);
        assertThat(run.path("approvals").size()).isEqualTo(1);
    }

    @Test
    void refusesAJournalThatGoesOnAfterItsEndWithoutBeingReopened() {
        JournalFixture journal = JournalFixture.succeeded();
        journal.add("ReceiptIssued", Map.of("digest", Digest.of("receipt"), "keyId", "key"));
        journal.startStep("release", 2);

        assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, journal.facts()))
                .isInstanceOf(MalformedJournal.class);
    }

    @Test
    void refusesAJournalThatIsReopenedBeforeItsEnd() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap").reopened();

        assertThatThrownBy(() -> ReceiptStatement.of(JournalFixture.RUN, journal.facts()))
                .isInstanceOf(MalformedJournal.class);
    }

    @Test
    void marksAStepWhoseWorkWasTakenOver() {
        JournalFixture journal = new JournalFixture().admitted("bubblewrap");
        journal.add("RunStarted", Map.of("branch", "b", "baseCommit", JournalFixture.BASE));
        journal.add(
                "StepReused",
                Map.of(
                        "step",
                        "plan",
                        "from",
                        "0199f3c2-7a10-7c4e-9b1f-000000000001",
                        "contentKey",
                        Digest.of("plan"),
                        "outputs",
                        Map.of(),
                        "artifacts",
                        List.of(Map.of("name", "plan.md", "digest", Digest.of("plan.md"), "bytes", 7)),
                        "why",
                        "CACHE"));
        journal.add("RunCancelled", Map.of("reason", "enough"));

        JsonNode run = ReceiptStatement.of(JournalFixture.RUN, journal.facts())
                .json()
                .path("predicate")
                .path(ReceiptStatement.RUN_V1);

        JsonNode step = run.path("steps").get(0);
        assertThat(step.path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(step.at("/reused/from").asText()).isEqualTo("0199f3c2-7a10-7c4e-9b1f-000000000001");
        assertThat(step.at("/reused/why").asText()).isEqualTo("CACHE");
        assertThat(run.path("artifacts").get(0).path("name").asText()).isEqualTo("plan.md");
    }
}
