package dev.builderos.contracts.registry;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import java.util.List;

/**
 * All that a run is compiled from.
 *
 * @param root the directory of the project's git repository
 * @param files the project's own files, by path
 * @param library agents and pipelines that come with the product; a project's file never replaces one
 */
public record Snapshot(
        Digest digest, ProjectId project, String root, List<SourceFile> files, List<SourceFile> library) {
    public Snapshot {
        files = List.copyOf(files);
        library = List.copyOf(library);
    }
}
