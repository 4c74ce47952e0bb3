package dev.builderos.policy.store;

import dev.builderos.contracts.Digest;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.usecase.StandingPolicies;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A policy that stands beside those of the projects. */
@Entity
@Table(schema = "policy", name = "standing_policy")
@IdClass(StandingPolicyRow.Key.class)
public class StandingPolicyRow extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    @Column(name = "shadow_of")
    public String shadowOf;

    public String path;
    public String body;
    public String digest;

    @Column(name = "set_by")
    public String setBy;

    @Column(name = "set_at")
    public Instant setAt;

    /** What identifies it. */
    public record Key(String org, String shadowOf) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected StandingPolicyRow() {}

    StandingPolicies.Standing standing() {
        return new StandingPolicies.Standing(new SourceText(path, body), new Digest(digest), setBy, setAt);
    }
}
