package dev.builderos.policy.store;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.effect.ApprovalRequirement;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.EffectOrigin;
import dev.builderos.policy.domain.Approval;
import dev.builderos.policy.domain.GivenAnswer;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for approval. */
@Entity
@Table(schema = "policy", name = "approval")
@IdClass(ApprovalRow.Key.class)
public class ApprovalRow extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String id;

    public String project;

    @Column(name = "run_id")
    public String runId;

    @Column(name = "step_id")
    public String stepId;

    public String state;
    public String effect;

    @Column(name = "effect_digest")
    public String effectDigest;

    @Column(name = "policy_digest")
    public String policyDigest;

    public String requirement;
    public String card;

    @Column(name = "requested_by")
    public String requestedBy;

    @Column(name = "requested_at")
    public Instant requestedAt;

    @Column(name = "expires_at")
    public Instant expiresAt;

    public String answers;
    public @Nullable String origin;
    public @Nullable String asked;

    /** What identifies it. */
    public record Key(String org, String id) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected ApprovalRow() {}

    ApprovalRow(Approval approval) {
        Approval.Question question = approval.question();
        this.org = question.org().value();
        this.id = question.id().value();
        this.project = question.project().value();
        this.runId = question.run().value();
        this.stepId = question.step().value();
        this.state = approval.state().name();
        this.effect = json(question.effect());
        this.effectDigest = question.effectDigest().value();
        this.policyDigest = question.policyDigest().value();
        this.requirement = json(question.requirement());
        this.card = json(question.card());
        this.requestedBy = question.requestedBy();
        this.requestedAt = approval.requestedAt();
        this.expiresAt = approval.expiresAt();
        this.answers = json(approval.answers());
        this.origin = question.origin() == null ? null : json(question.origin());
        this.asked = question.asked() == null ? null : json(question.asked());
    }

    /** Takes over what changes in a request for approval. */
    void become(Approval approval) {
        state = approval.state().name();
        answers = json(approval.answers());
    }

    Approval approval() {
        return new Approval(
                new Approval.Question(
                        new ApprovalId(id),
                        new OrgId(org),
                        new ProjectId(project),
                        new RunId(runId),
                        new StepId(stepId),
                        read(effect, Effect.class),
                        new Digest(effectDigest),
                        new Digest(policyDigest),
                        read(requirement, ApprovalRequirement.class),
                        read(card, EffectCard.class),
                        requestedBy,
                        origin == null ? null : read(origin, EffectOrigin.class),
                        asked == null ? null : table(asked)),
                Approval.State.valueOf(state),
                requestedAt,
                expiresAt,
                List.of(read(answers, GivenAnswer[].class)));
    }

    private static String json(Object value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked") // A JSON object is a table of texts to values.
    private static Map<String, Object> table(String json) {
        return read(json, Map.class);
    }

    private static <T> T read(String json, Class<T> type) {
        return ContractJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
