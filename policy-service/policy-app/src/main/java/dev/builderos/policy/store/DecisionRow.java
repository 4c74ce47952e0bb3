package dev.builderos.policy.store;

import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Decision;
import dev.builderos.contracts.effect.Verdict;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
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
                requirement == null
                        ? null
                        : ContractJson.read(requirement.getBytes(StandardCharsets.UTF_8), ApprovalRequirement.class));
    }
}
