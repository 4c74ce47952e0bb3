package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.FindNewestSnapshot;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.registry.domain.Library;
import dev.builderos.registry.domain.Manifest;
import dev.builderos.registry.store.ProjectDocument;
import dev.builderos.registry.store.RegistryStore;
import dev.builderos.registry.store.SnapshotDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives back all that a run is compiled from: the snapshot's files, and what comes with the product. */
@ApplicationScoped
public class LoadSnapshot {
    private final RegistryStore store;
    private final Library library;

    LoadSnapshot(RegistryStore store, Library library) {
        this.store = store;
        this.library = library;
    }

    public Uni<Snapshot> apply(FindSnapshot query) {
        OrgId org = query.requester().org();
        var key = new SnapshotDocument.Key(
                org.value(), query.project().value(), query.digest().value());
        return store.read(() -> store.project(org, query.project().value())
                .onItem()
                .ifNull()
                .failWith(() -> KeepSnapshot.unknownProject(query.project().value()))
                .flatMap(project -> store.snapshot(key)
                        .onItem()
                        .ifNull()
                        .failWith(() -> new ContractException(
                                "snapshot.unknown",
                                ErrorCategory.NOT_FOUND,
                                "the project has no snapshot " + query.digest()))
                        .flatMap(kept -> load(org, query, project, Manifest.parse(kept.manifest)))));
    }

    /** The one that was sent last, as far as it is known here. */
    public Uni<Snapshot> newest(FindNewestSnapshot query) {
        OrgId org = query.requester().org();
        return store.read(() -> store.newestSnapshot(org, query.project().value()))
                .onItem()
                .ifNull()
                .failWith(() -> new ContractException(
                        "snapshot.none",
                        ErrorCategory.NOT_FOUND,
                        "no files of project `" + query.project() + "` are known; `builderos run` sends them"))
                .flatMap(kept -> apply(new FindSnapshot(query.requester(), query.project(), new Digest(kept.digest))));
    }

    private Uni<Snapshot> load(OrgId org, FindSnapshot query, ProjectDocument project, Manifest manifest) {
        return store.texts(org, manifest.digests())
                .map(texts -> new Snapshot(
                        query.digest(), query.project(), project.root, manifest.files(texts), library.files()));
    }
}
