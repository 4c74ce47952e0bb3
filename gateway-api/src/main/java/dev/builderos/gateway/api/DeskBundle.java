package dev.builderos.gateway.api;

import java.util.List;

/**
 * A desk with all its files.
 *
 * @param manifest its {@code desk.yaml}
 * @param files what it lays into a project, paths relative to the project root
 */
public record DeskBundle(String name, String version, String digest, SourceFile manifest, List<SourceFile> files) {
    public DeskBundle {
        files = List.copyOf(files);
    }
}
