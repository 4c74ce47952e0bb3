package dev.builderos.policy.store;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.Verdict;
import dev.builderos.policy.domain.JudgedCall;
import dev.builderos.policy.domain.PastDecision;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A decision that was made. */
@Entity
@Table(schema = "policy", name = "decision")
@IdClass(DecisionRow.Key.class)
public class DecisionRow extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    @Column(name = "run_id")
    public String runId;

    @Id
    @Column(name = "step_id")
    public String stepId;

    @Id
    @Column(name = "call_id")
    public String callId;

    @Id
    @Column(name = "effect_digest")
    public String effectDigest;

    @Column(name = "policy_digest")
    public String policyDigest;

    public String verdict;

    @Column(name = "rule_id")
    public String ruleId;

    public String sentence;
    public @Nullable String requirement;
    public @Nullable String taint;

    @Column(name = "requested_by")
    public String requestedBy;

    @Column(name = "decided_at")
    public Instant decidedAt;

    public @Nullable String project;

    /** Null, as is the context, in rows of earlier versions. */
    public @Nullable String effect;

    public @Nullable String context;
    public @Nullable String shadow;

    /** What identifies it. */
    public record Key(String org, String runId, String stepId, String callId, String effectDigest) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected DecisionRow() {}

    Decision decision() {
        return new Decision(
                Verdict.valueOf(verdict),
                ruleId,
                new Digest(policyDigest),
                new Digest(effectDigest),
                sentence,
                requirement == null ? null : read(requirement, ApprovalRequirement.class),
                taint);
    }

    /** Of a row that has an effect. */
    PastDecision past() {
        DecisionContext made = read(Objects.requireNonNull(context), DecisionContext.class);
        return new PastDecision(
                decidedAt,
                new JudgedCall(
                        new Requester(new OrgId(org), requestedBy, made.roles()),
                        new RunId(runId),
                        new StepId(stepId),
                        callId,
                        read(Objects.requireNonNull(effect), Effect.class),
                        made.project(),
                        made.soFar()),
                decision(),
                shadow == null ? null : read(shadow, Decision.class));
    }

    private static <T> T read(String json, Class<T> type) {
        return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
