package dev.builderos.policy.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A policy an org has pinned. */
@Entity
@Table(schema = "policy", name = "pinned_policy")
@IdClass(PinnedPolicyRow.Key.class)
public class PinnedPolicyRow extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String digest;

    public String path;
    public String body;

    @Column(name = "pinned_by")
    public String pinnedBy;

    /** What identifies it. */
    public record Key(String org, String digest) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected PinnedPolicyRow() {}
}
