package dev.builderos.registry.usecase;

import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.registry.ListProjects;
import dev.builderos.contracts.registry.ProjectList;
import dev.builderos.contracts.registry.ProjectView;
import dev.builderos.registry.store.RegistryStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Finds and lists the projects of an org. */
@ApplicationScoped
public class BrowseProjects {
    private final RegistryStore store;

    BrowseProjects(RegistryStore store) {
        this.store = store;
    }

    public Uni<ProjectList> apply(ListProjects query) {
        return store.projects(query.requester().org()).map(ProjectList::new);
    }

    public Uni<ProjectView> find(FindProject query) {
        return store.find(query.requester().org(), query.project())
                .onItem()
                .ifNull()
                .failWith(() -> RegistryStore.unknown(query.project()));
    }
}
