package dev.builderos.registry.domain;

import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.registry.AgentOutline;
import dev.builderos.contracts.registry.InputOutline;
import dev.builderos.contracts.registry.PipelineOutline;
import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.Formats;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.SourceText;
import dev.builderos.formats.TriggerDefinition.WebhookTrigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Pipelines and agents among files that were checked when they were stored. Making one parses them. A file that this version
 * takes no longer is left out: whoever runs it is told what is wrong with it.
 *
 * @param pipelines the project's own, then those of the product
 * @param agents the project's own, then those of the product
 */
public record Definitions(List<PipelineOutline> pipelines, List<AgentOutline> agents) {
    public Definitions {
        pipelines = List.copyOf(pipelines);
        agents = List.copyOf(agents);
    }

    /**
     * Reads them.
     *
     * @param own the project's files
     * @param library those of the product: pipelines in {@code builtin/}, agents in {@code agents/}
     */
    public static Definitions of(List<SourceFile> own, List<SourceFile> library) {
        List<PipelineOutline> pipelines = new ArrayList<>();
        List<AgentOutline> agents = new ArrayList<>();
        own.stream().sorted().forEach(file -> {
            SourceText source = new SourceText(file.path(), file.text());
            switch (FileKind.of(file.path())) {
                case PIPELINE -> addPipeline(pipelines, source);
                case AGENT -> addAgent(agents, source, false);
                case PROJECT, POLICY, PROMPT, OTHER -> {}
            }
        });
        library.stream().sorted().forEach(file -> {
            SourceText source = new SourceText(file.path(), file.text());
            if (FileKind.of(file.path()) == FileKind.AGENT) {
                addAgent(agents, source, true);
            } else if (file.path().startsWith("builtin/")) {
                addPipeline(pipelines, source);
            }
        });
        return new Definitions(pipelines, agents);
    }

    private static void addPipeline(List<PipelineOutline> pipelines, SourceText source) {
        if (Formats.parsePipeline(source) instanceof Parsed.Ok<PipelineDefinition>(PipelineDefinition pipeline)) {
            WebhookTrigger webhook = pipeline.trigger().webhook();
            pipelines.add(new PipelineOutline(
                    source.path(),
                    pipeline.name(),
                    pipeline.version().text(),
                    pipeline.trigger().manual(),
                    webhook == null
                            ? List.of()
                            : webhook.events().stream()
                                    .map(event -> webhook.provider() + " " + event)
                                    .toList(),
                    pipeline.inputs().entrySet().stream()
                            .map(Definitions::input)
                            .toList(),
                    StepOutlines.of(pipeline.nodes()),
                    source.text()));
        }
    }

    private static InputOutline input(Map.Entry<String, InputDefinition> named) {
        InputDefinition input = named.getValue();
        return new InputOutline(
                named.getKey(),
                input.type().name().toLowerCase(Locale.ROOT),
                input.required() && input.defaultValue() == null,
                input.defaultValue() == null ? null : Objects.toString(input.defaultValue()),
                input.description(),
                input.untrusted());
    }

    private static void addAgent(List<AgentOutline> agents, SourceText source, boolean bundled) {
        if (Formats.parseAgent(source) instanceof Parsed.Ok<AgentDefinition>(AgentDefinition agent)) {
            agents.add(new AgentOutline(
                    source.path(),
                    agent.name(),
                    bundled,
                    agent.description(),
                    agent.model(),
                    agent.tools(),
                    agent.system(),
                    agent.maxTurns(),
                    agent.maxTokens()));
        }
    }
}
