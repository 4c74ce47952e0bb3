package dev.builderos.registry.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A project of an org. */
@Entity
@Table(schema = "registry", name = "project")
@IdClass(ProjectDocument.Key.class)
public class ProjectDocument extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String id;

    public String root;

    @Column(name = "created_at")
    public Instant createdAt;

    /** What identifies it. */
    public record Key(String org, String id) {}

    /** For Hibernate. */
    protected ProjectDocument() {}

    public ProjectDocument(Key key, String root, Instant createdAt) {
        this.org = key.org();
        this.id = key.id();
        this.root = root;
        this.createdAt = createdAt;
    }
}
