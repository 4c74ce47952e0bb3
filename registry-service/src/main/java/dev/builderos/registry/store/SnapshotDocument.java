package dev.builderos.registry.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A snapshot of a project: its manifest, whose digest it is named by. */
@Entity
@Table(schema = "registry", name = "snapshot")
@IdClass(SnapshotDocument.Key.class)
public class SnapshotDocument extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String project;

    @Id
    public String digest;

    public String manifest;

    /** When it was given last. */
    @Column(name = "stored_at")
    public Instant storedAt;

    /** What identifies it. */
    public record Key(String org, String project, String digest) {}

    /** For Hibernate. */
    protected SnapshotDocument() {}

    public SnapshotDocument(Key key, String manifest, Instant storedAt) {
        this.org = key.org();
        this.project = key.project();
        this.digest = key.digest();
        this.manifest = manifest;
        this.storedAt = storedAt;
    }
}
