package dev.builderos.registry.domain;

import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.DeskBundle;
import java.util.List;

/**
 * What comes with the product.
 *
 * @param desks by name, each in one version
 * @param files agents as {@code agents/NAME.yaml}, pipelines as {@code builtin/NAME.yaml}
 */
public record Library(List<Desk> desks, List<SourceFile> files) {
    public Library {
        desks = List.copyOf(desks);
        files = List.copyOf(files);
    }

    /** A desk with what its manifest says of it. */
    public record Desk(DeskBundle bundle, String description) {}
}
