package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
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
        String project = query.project().value();
        return store.read(() -> store.project(org, project)
                .onItem()
                .ifNull()
                .failWith(() -> KeepSnapshot.unknownProject(project))
                .flatMap(known -> store.newestSnapshot(org, project))
                .onItem()
                .ifNull()
                .failWith(() -> new ContractException(
                        "snapshot.none",
                        ErrorCategory.NOT_FOUND,
                        "the server was never given the files of `" + project + "`; they come with its first run"))
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
