package dev.builderos.registry.store;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.record.OrgTransactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads and writes the registry's documents; every method but those of projects as people see them is called within {@link #change} or {@link #read}. */
@ApplicationScoped
public class RegistryStore {
    private static final String PROJECTS = "select id, root, created_at, (select digest from registry.snapshot s"
            + " where s.org = p.org and s.project = p.id order by stored_at desc, digest limit 1)"
            + " from registry.project p where org = $1";

    private final Pool pool;

    RegistryStore(Pool pool) {
        this.pool = pool;
    }

    /** Runs a change of an org's documents; changes of one org come one after another, so that none overlooks another. */
    public <T> Uni<T> change(OrgId org, Supplier<Uni<T>> change) {
        return within(org, ", " + lock(":org") + "::text", change);
    }

    /** Waits for whoever changes documents of an org; the parameter stands for the org. */
    static String lock(String parameter) {
        return "pg_advisory_xact_lock(hashtextextended('registry/' || " + parameter + ", 0))";
    }

    public <T> Uni<T> read(OrgId org, Supplier<Uni<T>> reading) {
        return within(org, "", reading);
    }

    private static <T> Uni<T> within(OrgId org, String also, Supplier<Uni<T>> work) {
        return Panache.withTransaction(() -> Panache.getSession()
                .flatMap(session -> session.createNativeQuery(OrgTransactions.inTheNameOf(":org") + also)
                        .setParameter("org", org.value())
                        .getSingleResult())
                .flatMap(said -> work.get()));
    }

    /** Null when it is not known. Asked for each run that starts, so without a session. */
    public Uni<ProjectView> find(OrgId org, ProjectId project) {
        return OrgTransactions.execute(pool, org, PROJECTS + " and id = $2", Tuple.of(org.value(), project.value()))
                .map(rows -> {
                    for (Row row : rows) {
                        return view(row);
                    }
                    return null;
                });
    }

    /** By their ids. */
    public Uni<List<ProjectView>> projects(OrgId org) {
        return OrgTransactions.execute(pool, org, PROJECTS + " order by id", Tuple.of(org.value()))
                .map(rows -> {
                    List<ProjectView> projects = new ArrayList<>(rows.size());
                    rows.forEach(row -> projects.add(view(row)));
                    return projects;
                });
    }

    private static ProjectView view(Row row) {
        String newest = row.getString(3);
        return new ProjectView(
                new ProjectId(row.getString(0)),
                row.getString(1),
                row.getOffsetDateTime(2).toInstant(),
                newest == null ? null : new Digest(newest));
    }

    /** Null when it is not known. */
    public Uni<ProjectDocument> project(OrgId org, String id) {
        return ProjectDocument.findById(new ProjectDocument.Key(org.value(), id));
    }

    /** Refused when it is not known. */
    public Uni<ProjectDocument> knownProject(OrgId org, ProjectId id) {
        return project(org, id.value()).onItem().ifNull().failWith(() -> unknown(id));
    }

    /** What is said of a project that is not known. */
    public static ContractException unknown(ProjectId id) {
        return new ContractException(
                "project.unknown",
                ErrorCategory.NOT_FOUND,
                "there is no project `" + id + "`; the first `builderos run` in its directory makes it known");
    }

    /** Null when it is not kept. */
    public Uni<SnapshotDocument> snapshot(SnapshotDocument.Key key) {
        return SnapshotDocument.findById(key);
    }

    /** The one that was given last; refused when there is none. */
    public Uni<SnapshotDocument> newestSnapshot(OrgId org, ProjectId project) {
        return SnapshotDocument.<SnapshotDocument>find(
                        "org = ?1 and project = ?2 order by storedAt desc, digest", org.value(), project.value())
                .page(0, 1)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(() -> new ContractException(
                        "snapshot.none",
                        ErrorCategory.NOT_FOUND,
                        "the server was never given the files of `" + project + "`; they come with its first run"));
    }

    public Uni<List<PromptVersionDocument>> promptVersions(OrgId org) {
        return PromptVersionDocument.list("org = ?1 order by name", org.value());
    }

    public Uni<List<PromptVersionDocument>> promptVersions(OrgId org, Collection<String> names) {
        return names.isEmpty()
                ? Uni.createFrom().item(List.of())
                : PromptVersionDocument.list("org = ?1 and name in ?2 order by name", org.value(), names);
    }

    /** The texts of those digests that are kept. */
    public Uni<Map<String, String>> texts(OrgId org, Collection<String> digests) {
        if (digests.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return ContentDocument.<ContentDocument>list("org = ?1 and digest in ?2", org.value(), digests)
                .map(found -> {
                    Map<String, String> texts = new HashMap<>();
                    found.forEach(content -> texts.put(content.digest, content.text));
                    return texts;
                });
    }

    /** Keeps those texts that are not kept yet. */
    public Uni<Void> keepTexts(OrgId org, Map<Digest, String> texts) {
        Set<String> digests = new HashSet<>();
        texts.keySet().forEach(digest -> digests.add(digest.value()));
        return keptDigests(org, digests)
                .flatMap(kept -> persist(texts.entrySet().stream()
                        .filter(entry -> !kept.contains(entry.getKey().value()))
                        .map(entry -> new ContentDocument(
                                new ContentDocument.Key(
                                        org.value(), entry.getKey().value()),
                                entry.getValue()))
                        .toList()));
    }

    private static Uni<Set<String>> keptDigests(OrgId org, Set<String> digests) {
        if (digests.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return Panache.getSession()
                .flatMap(session -> session.createSelectionQuery(
                                "select digest from ContentDocument where org = :org and digest in :digests",
                                String.class)
                        .setParameter("org", org.value())
                        .setParameter("digests", digests)
                        .getResultList())
                .map(HashSet::new);
    }

    public Uni<Void> persist(List<? extends PanacheEntityBase> documents) {
        return documents.isEmpty() ? Uni.createFrom().voidItem() : PanacheEntityBase.persist(documents);
    }
}
