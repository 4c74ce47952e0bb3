package dev.builderos.policy.store;

import dev.builderos.formats.SourceText;
import dev.builderos.policy.usecase.PinnedPolicies;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

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

    @Column(name = "org_path")
    public @Nullable String orgPath;

    @Column(name = "org_body")
    public @Nullable String orgBody;

    @Column(name = "pinned_by")
    public String pinnedBy;

    /** What identifies it. */
    public record Key(String org, String digest) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected PinnedPolicyRow() {}

    PinnedPolicies.Texts texts() {
        return new PinnedPolicies.Texts(
                new SourceText(path, body),
                orgPath == null || orgBody == null ? null : new SourceText(orgPath, orgBody));
    }
}
