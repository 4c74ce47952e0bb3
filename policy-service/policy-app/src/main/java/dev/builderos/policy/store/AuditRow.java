package dev.builderos.policy.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** An entry of an org's audit log. */
@Entity
@Table(schema = "policy", name = "audit")
@IdClass(AuditRow.Key.class)
public class AuditRow extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public long seq;

    public String entry;
    public String hash;

    /** What identifies it. */
    public record Key(String org, long seq) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected AuditRow() {}
}
