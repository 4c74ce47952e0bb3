package dev.builderos.registry.usecase;

import dev.builderos.contracts.registry.DeskList;
import dev.builderos.contracts.registry.ListDesks;
import dev.builderos.registry.domain.Library;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Lists the desks that come with the product; every org has the same ones. */
@ApplicationScoped
public class BrowseDesks {
    private final Library library;

    BrowseDesks(Library library) {
        this.library = library;
    }

    public Uni<DeskList> apply(ListDesks query) {
        return Uni.createFrom()
                .item(() -> new DeskList(library.desks().stream()
                        .map(desk -> new DeskList.Entry(
                                desk.bundle().name(), desk.bundle().version(), desk.description()))
                        .toList()));
    }
}
