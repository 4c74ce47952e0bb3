package dev.builderos.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.builderos.bus.BusRequests;
import dev.builderos.bus.Envelope;
import dev.builderos.bus.Transport;
import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.EffectOrigin;
import dev.builderos.contracts.effect.EffectOrigin.PromptVersion;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.contracts.policy.Answer;
import dev.builderos.contracts.policy.AnswerApproval;
import dev.builderos.contracts.policy.AuditContracts;
import dev.builderos.contracts.policy.AuditEntry;
import dev.builderos.contracts.policy.AuditList;
import dev.builderos.contracts.policy.ListAudit;
import dev.builderos.contracts.policy.OpenApproval;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.testkit.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who approved what, when, which diff, which prompt version, by which method: one query. */
@QuarkusTest
@QuarkusTestResource(
        value = EmbeddedPostgres.class,
        initArgs = @ResourceArg(name = EmbeddedPostgres.SERVICES, value = "policy"))
class AuditQueryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DIFF = "--- a/src/Main.java\n+++ b/src/Main.java\n";
    private static final Effect RELEASE = new Effect("deploy.release", "pipeline", "prod", Map.of("port", 8080));
    private static final EffectCard CARD = new EffectCard(
            "release hello to prod",
            "deploy.release",
            DIFF,
            new Risk(Risk.Level.HIGH, List.of("touches prod")),
            "roll back",
            "prod",
            null);
    private static final EffectOrigin ORIGIN = new EffectOrigin(
            List.of(new PromptVersion("builder/generate", "1.2.0", Digest.of("prompt"))), List.of("script:told"));

    @Inject
    BusRequests bus;

    @Inject
    Transport transport;

    @Inject
    Clock clock;

    private final OrgId org = new OrgId("org-" + TimeOrderedId.next(Clock.systemUTC()));
    private final RunId run = new RunId(TimeOrderedId.next(Clock.systemUTC()).toString());
    private final Requester requester = new Requester(org, "local:requester", List.of("Developer"));

    @Test
    void theEntryOfAnAnswerSaysAllOfIt() {
        ApprovalId approval = open(1);
        answer(approval, "anna", Answer.APPROVE, "looked at it");

        AuditEntry entry = list(approval, "anna", null, 10).entries().getFirst();

        assertThat(entry.kind()).isEqualTo("approval");
        assertThat(entry.at())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(entry.what())
                .containsEntry("by", "anna")
                .containsEntry("answer", "APPROVE")
                .containsEntry("method", "cli")
                .containsEntry("why", "looked at it")
                .containsEntry("state", "GRANTED")
                .containsEntry("run", run.value())
                .containsEntry("step", "release")
                .containsEntry("agent", "pipeline")
                .containsEntry("environment", "prod")
                .containsEntry("title", "release hello to prod")
                .containsEntry("effect", RELEASE.digest().value())
                .containsEntry("card", CanonicalJson.digest(CARD).value())
                .containsEntry("diff", Digest.of(DIFF).value())
                .containsEntry("models", List.of("script:told"))
                .containsEntry(
                        "prompts",
                        List.of(Map.of(
                                "name",
                                "builder/generate",
                                "version",
                                "1.2.0",
                                "digest",
                                Digest.of("prompt").value())));
    }

    @Test
    void whatIsNoAnswerNamesNoMethod() {
        ApprovalId approval = open(2);
        answer(approval, "anna", Answer.APPROVE, null);

        List<AuditEntry> entries = list(approval, null, null, 10).entries();

        assertThat(entries).hasSize(2);
        assertThat(entries.getLast().what())
                .doesNotContainKeys("answer", "method")
                .containsEntry("state", "PENDING");
        assertThat(entries.getFirst().what()).containsEntry("method", "cli").containsEntry("state", "PENDING");
    }

    @Test
    void aReasonWithANulHidesNothing() {
        ApprovalId approval = open(1);
        answer(approval, "anna", Answer.DENY, "no\u0000thing to see");

        assertThat(list(approval, "anna", null, 10).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.what()).containsEntry("answer", "DENY"));
    }

    @Test
    void comesInPagesWithoutAHole() {
        ApprovalId approval = open(3);
        answer(approval, "anna", Answer.APPROVE, null);
        answer(approval, "ben", Answer.APPROVE, null);
        answer(approval, "cleo", Answer.APPROVE, null);
        List<Long> seen = new ArrayList<>();
        Long before = null;
        do {
            AuditList page = list(approval, null, before, 1);
            page.entries().forEach(entry -> seen.add(entry.seq()));
            before = page.next();
        } while (before != null);

        assertThat(seen).containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void keepsToItsTimesAndKinds() {
        ApprovalId approval = open(1);
        Instant later = Instant.now().plusSeconds(3_600);

        assertThat(find(null, "approval", null, later)).hasSize(1);
        assertThat(find(null, "decision", null, null)).isEmpty();
        assertThat(find(approval, null, later, null)).isEmpty();
        assertThat(find(approval, null, null, later.minusSeconds(7_200))).isEmpty();
    }

    @Test
    void whatOthersTellIsOnRecordOnceAndByWhoDidIt() {
        Envelope told = told("anna", Map.of("member", "ben", "by", "somebody else"));
        transport.publish(told).await().atMost(PATIENCE);
        transport.publish(told).await().atMost(PATIENCE);
        transport.publish(told("cleo", Map.of())).await().atMost(PATIENCE);

        await().atMost(PATIENCE).until(() -> find(null, "team", null, null).size() >= 2);
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> find(null, "team", null, null).size() == 2);
        AuditEntry entry = ask(new ListAudit(requester, null, null, "anna", null, null, null, null, 50))
                .entries()
                .getFirst();
        assertThat(entry.kind()).isEqualTo("team");
        assertThat(entry.what())
                .containsEntry("by", "anna")
                .containsEntry("act", "member.added")
                .containsEntry("title", "added ben as Viewer")
                .containsEntry("member", "ben")
                .containsEntry("done", "2026-11-30T08:00:00Z");
    }

    @Test
    void nobodyElseWritesThatSomethingWasApproved() {
        transport
                .publish(told("approval", "mallory", Map.of("answer", "APPROVE")))
                .await()
                .atMost(PATIENCE);
        transport.publish(told("webhook", "anna", Map.of())).await().atMost(PATIENCE);

        await().atMost(PATIENCE).until(() -> !find(null, "webhook", null, null).isEmpty());
        assertThat(find(null, "approval", null, null)).isEmpty();
    }

    private Envelope told(String by, Map<String, String> what) {
        return told("team", by, what);
    }

    private Envelope told(String kind, String by, Map<String, String> what) {
        return Envelope.of(
                AuditContracts.RECORD_ACT,
                org,
                "all",
                new RecordAct(
                        org,
                        kind,
                        by,
                        "member.added",
                        "added ben as Viewer",
                        Instant.parse("2026-11-30T08:00:00Z"),
                        what),
                clock);
    }

    private ApprovalId open(int approvals) {
        ApprovalId id = new ApprovalId(TimeOrderedId.next(clock).toString());
        transport
                .publish(Envelope.of(
                        PolicyContracts.OPEN_APPROVAL,
                        org,
                        run.value(),
                        new OpenApproval(
                                id,
                                requester,
                                new ProjectId("hello"),
                                run,
                                new StepId("release"),
                                RELEASE,
                                RELEASE.digest(),
                                Digest.of("policy"),
                                new ApprovalRequirement(approvals, List.of("Owner"), List.of(), Duration.ofHours(1)),
                                CARD,
                                ORIGIN,
                                null),
                        clock))
                .await()
                .atMost(PATIENCE);
        await().atMost(PATIENCE).until(() -> !list(id, null, null, 1).entries().isEmpty());
        return id;
    }

    private void answer(ApprovalId id, String by, Answer answer, @Nullable String reason) {
        bus.ask(
                        PolicyContracts.ANSWER_APPROVAL,
                        org,
                        id.value(),
                        new AnswerApproval(
                                new Requester(org, by, List.of("Owner")),
                                id,
                                RELEASE.digest(),
                                answer,
                                "cli",
                                reason,
                                null))
                .await()
                .atMost(PATIENCE);
    }

    private AuditList list(@Nullable ApprovalId approval, @Nullable String by, @Nullable Long before, int limit) {
        return ask(new ListAudit(requester, run, approval, by, null, null, null, before, limit));
    }

    private List<AuditEntry> find(
            @Nullable ApprovalId approval, @Nullable String kind, @Nullable Instant since, @Nullable Instant until) {
        return ask(new ListAudit(requester, null, approval, null, kind, since, until, null, 50))
                .entries();
    }

    private AuditList ask(ListAudit query) {
        return bus.ask(AuditContracts.LIST_AUDIT, org, "all", query).await().atMost(PATIENCE);
    }
}
