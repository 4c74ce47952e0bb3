package dev.builderos.contracts.registry;

import java.util.List;

/** Projects by id. */
public record ProjectList(List<ProjectView> projects) {
    public ProjectList {
        projects = List.copyOf(projects);
    }
}
