package dev.builderos.registry.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.registry.DeskBundle;
import dev.builderos.contracts.registry.FindDesk;
import dev.builderos.registry.domain.Library;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives a desk with its files. */
@ApplicationScoped
public class LoadDesk {
    private final Library library;

    LoadDesk(Library library) {
        this.library = library;
    }

    public Uni<DeskBundle> apply(FindDesk query) {
        return Uni.createFrom()
                .item(() -> library.desks().stream()
                        .map(Library.Desk::bundle)
                        .filter(desk -> desk.name().equals(query.name()))
                        .filter(desk ->
                                query.version() == null || desk.version().equals(query.version()))
                        .findFirst()
                        .orElseThrow(() -> new ContractException(
                                "desk.unknown",
                                ErrorCategory.NOT_FOUND,
                                query.version() == null
                                        ? "there is no desk `" + query.name() + "`"
                                        : "there is no desk `" + query.name() + "` of version " + query.version())));
    }
}
