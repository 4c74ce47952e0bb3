package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.registry.FindNewestSnapshot;
import dev.builderos.contracts.registry.FindSnapshot;
import dev.builderos.contracts.registry.Snapshot;
import dev.builderos.registry.domain.Library;
import dev.builderos.registry.domain.Manifest;
import dev.builderos.registry.store.RegistryStore;
import dev.builderos.registry.store.SnapshotDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

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
        return load(
                org,
                query.project(),
                () -> store.snapshot(key)
                        .onItem()
                        .ifNull()
                        .failWith(() -> new ContractException(
                                "snapshot.unknown",
                                ErrorCategory.NOT_FOUND,
                                "the project has no snapshot " + query.digest())));
    }

    /** The one that was sent last, as far as it is known here. */
    public Uni<Snapshot> newest(FindNewestSnapshot query) {
        OrgId org = query.requester().org();
        return load(org, query.project(), () -> store.newestSnapshot(org, query.project()));
    }

    private Uni<Snapshot> load(OrgId org, ProjectId id, Supplier<Uni<SnapshotDocument>> finding) {
        return store.read(
                org,
                () -> store.knownProject(org, id)
                        .flatMap(project -> finding.get().flatMap(kept -> {
                            Manifest manifest = Manifest.parse(kept.manifest);
                            return store.texts(org, manifest.digests())
                                    .map(texts -> new Snapshot(
                                            new Digest(kept.digest),
                                            id,
                                            project.root,
                                            manifest.files(texts),
                                            library.files()));
                        })));
    }
}
