package dev.builderos.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code desk.yaml}: a template for projects.
 *
 * @param files the folder whose tree is copied, relative to the desk
 * @param pipelines paths of the pipelines it brings, relative to the desk, like the other paths
 * @param agents paths of the agents it brings
 * @param upgrade what a person should know who upgrades to a version, in the order of the file
 * @param source the file
 */
public record DeskDefinition(
        String name,
        SemVer version,
        String description,
        @Nullable String stack,
        Map<String, InputDefinition> inputs,
        String files,
        List<String> pipelines,
        List<String> prompts,
        @Nullable String policy,
        List<String> agents,
        Map<SemVer, String> upgrade,
        SourceText source) {
    static final String DEFAULT_FILES = "files";

    public DeskDefinition {
        inputs = Ordered.copy(inputs);
        pipelines = List.copyOf(pipelines);
        prompts = List.copyOf(prompts);
        agents = List.copyOf(agents);
        upgrade = Ordered.copy(upgrade);
    }
}
