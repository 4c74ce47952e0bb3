package dev.builderos.gateway.api;

import java.util.List;

/** Artifacts in the order they were made. */
public record ArtifactList(List<ArtifactView> artifacts) {
    public ArtifactList {
        artifacts = List.copyOf(artifacts);
    }
}
