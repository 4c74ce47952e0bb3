package dev.builderos.gateway.api;

import java.util.List;

/** Answer of {@code GET /v1/projects}. */
public record ProjectList(List<ProjectView> projects) {
    public ProjectList {
        projects = List.copyOf(projects);
    }
}
