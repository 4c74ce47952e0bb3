package dev.builderos.registry.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.registry.FindDefinitions;
import dev.builderos.contracts.registry.ProjectDefinitions;
import dev.builderos.registry.domain.Definitions;
import dev.builderos.registry.domain.Library;
import dev.builderos.registry.domain.Manifest;
import dev.builderos.registry.store.RegistryStore;
import dev.builderos.registry.store.SnapshotDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells what a project can run: the pipelines and agents of its newest snapshot. */
@ApplicationScoped
public class BrowseDefinitions {
    private final RegistryStore store;
    private final Library library;

    BrowseDefinitions(RegistryStore store, Library library) {
        this.store = store;
        this.library = library;
    }

    public Uni<ProjectDefinitions> apply(FindDefinitions query) {
        OrgId org = query.requester().org();
        return store.read(
                org,
                () -> store.knownProject(org, query.project())
                        .flatMap(known -> store.newestSnapshot(org, query.project()))
                        .flatMap(newest -> read(org, query, newest)));
    }

    private Uni<ProjectDefinitions> read(OrgId org, FindDefinitions query, SnapshotDocument newest) {
        Manifest manifest = Manifest.parse(newest.manifest);
        return store.texts(org, manifest.digests())
                .flatMap(texts -> HeavyWork.offEventLoop(() -> Definitions.of(manifest.files(texts), library.files())))
                .map(definitions -> new ProjectDefinitions(
                        query.project(),
                        new Digest(newest.digest),
                        newest.storedAt,
                        definitions.pipelines(),
                        definitions.agents()));
    }
}
