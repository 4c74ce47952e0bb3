package dev.builderos.registry.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A version of a prompt; never changed once it is there. */
@Entity
@Table(schema = "registry", name = "prompt_version")
@IdClass(PromptVersionDocument.Key.class)
public class PromptVersionDocument extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String name;

    @Id
    public String version;

    public String digest;

    public @Nullable String changelog;

    public String[] tags;

    @Column(name = "registered_at")
    public Instant registeredAt;

    /** What identifies it. */
    public record Key(String org, String name, String version) {}

    /** For Hibernate. */
    protected PromptVersionDocument() {}

    public PromptVersionDocument(
            Key key, String digest, @Nullable String changelog, String[] tags, Instant registeredAt) {
        this.org = key.org();
        this.name = key.name();
        this.version = key.version();
        this.digest = digest;
        this.changelog = changelog;
        this.tags = tags.clone();
        this.registeredAt = registeredAt;
    }
}
