package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is compiled from.
 *
 * @param pipeline path of the pipeline among the files
 * @param files the project's own files
 * @param library files that come with the product
 * @param model {@code provider:name} in place of the project's default model, or null
 * @param prompts versions of prompts that steps get whatever version they ask for
 * @param untrusted inputs nobody vouches for, whatever the pipeline says of them
 */
public record PlanRequest(
        ProjectId project,
        String root,
        String pipeline,
        List<SourceFile> files,
        List<SourceFile> library,
        Map<String, Object> inputs,
        Digest policyDigest,
        @Nullable String model,
        List<SourceFile> prompts,
        Set<String> untrusted) {
    /** With the prompts the files have. */
    public PlanRequest(
            ProjectId project,
            String root,
            String pipeline,
            List<SourceFile> files,
            List<SourceFile> library,
            Map<String, Object> inputs,
            Digest policyDigest,
            @Nullable String model) {
        this(project, root, pipeline, files, library, inputs, policyDigest, model, List.of(), Set.of());
    }

    public PlanRequest {
        untrusted = Set.copyOf(untrusted);
        prompts = List.copyOf(prompts);
        files = List.copyOf(files);
        library = List.copyOf(library);
        inputs = Map.copyOf(inputs);
    }
}
