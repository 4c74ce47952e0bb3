package dev.builderos.runner.engine;

import dev.builderos.contracts.SourceFile;
import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.PolicyDefinition;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.SourceText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the files of a snapshot define, each read when it is asked for first. Reading is most of compiling, and the same files are
 * compiled for many runs. What a file defines depends on its path and text alone, so one of these serves any number of snapshots;
 * it grows with what is asked of it.
 */
public final class Definitions {
    private final Map<SourceFile, Parsed<ProjectDefinition>> projects = new ConcurrentHashMap<>();
    private final Map<SourceFile, Parsed<PipelineDefinition>> pipelines = new ConcurrentHashMap<>();
    private final Map<SourceFile, Parsed<AgentDefinition>> agents = new ConcurrentHashMap<>();
    private final Map<SourceFile, Parsed<PromptDefinition>> prompts = new ConcurrentHashMap<>();
    private final Map<SourceFile, Parsed<PolicyDefinition>> policies = new ConcurrentHashMap<>();

    Parsed<ProjectDefinition> project(SourceFile file) {
        return read(projects, file, Formats::parseProject);
    }

    Parsed<PipelineDefinition> pipeline(SourceFile file) {
        return read(pipelines, file, Formats::parsePipeline);
    }

    Parsed<AgentDefinition> agent(SourceFile file) {
        return read(agents, file, Formats::parseAgent);
    }

    Parsed<PromptDefinition> prompt(SourceFile file) {
        return read(prompts, file, Formats::parsePrompt);
    }

    Parsed<PolicyDefinition> policy(SourceFile file) {
        return read(policies, file, Formats::parsePolicy);
    }

    private static <T> Parsed<T> read(
            Map<SourceFile, Parsed<T>> known, SourceFile file, Function<SourceText, Parsed<T>> reading) {
        return known.computeIfAbsent(file, each -> reading.apply(new SourceText(each.path(), each.text())));
    }
}
