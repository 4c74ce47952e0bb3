package dev.builderos.gateway.api;

import java.util.List;

/**
 * Body of {@code POST /v1/projects/{project}/snapshots}: all files a run is compiled from.
 *
 * @param files at most 500 files, 8 MiB in all
 */
public record SnapshotFiles(List<SourceFile> files) {
    public SnapshotFiles {
        files = List.copyOf(files);
    }
}
