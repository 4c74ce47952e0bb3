package dev.builderos.registry.store;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A text by its digest. */
@Entity
@Table(schema = "registry", name = "content")
@IdClass(ContentDocument.Key.class)
public class ContentDocument extends PanacheEntityBase {
    @Id
    public String org;

    @Id
    public String digest;

    public String text;

    /** What identifies it. */
    public record Key(String org, String digest) {}

    /** For Hibernate. */
    protected ContentDocument() {}

    public ContentDocument(Key key, String text) {
        this.org = key.org();
        this.digest = key.digest();
        this.text = text;
    }
}
