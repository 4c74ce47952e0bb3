package dev.builderos.registry.domain;

import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.SourceText;
import java.util.List;
import java.util.function.Function;

/** What a file of a project is for, told by its path. */
enum FileKind {
    PROJECT(Formats::parseProject),
    POLICY(Formats::parsePolicy),
    PIPELINE(Formats::parsePipeline),
    PROMPT(Formats::parsePrompt),
    AGENT(Formats::parseAgent),
    /** Kept as it is; whoever uses it reads it. */
    OTHER(source -> new Parsed.Ok<>(source.path()));

    private final Function<SourceText, Parsed<?>> parser;

    FileKind(Function<SourceText, Parsed<?>> parser) {
        this.parser = parser;
    }

    static FileKind of(String path) {
        if (path.equals("builderos.yaml")) {
            return PROJECT;
        }
        if (path.equals("builderos.policy.yaml")) {
            return POLICY;
        }
        if (!path.endsWith(".yaml")) {
            return OTHER;
        }
        return switch (path.substring(0, path.indexOf('/') + 1)) {
            case "ship/" -> PIPELINE;
            case "prompts/" -> PROMPT;
            case "agents/" -> AGENT;
            default -> OTHER;
        };
    }

    /** What is wrong with the file; empty when nothing is. */
    List<Problem> problems(SourceText source) {
        return switch (parser.apply(source)) {
            case Parsed.Ok<?> right -> List.of();
            case Parsed.Invalid<?> wrong -> wrong.problems();
        };
    }

    static PromptDefinition prompt(SourceText source) {
        return switch (Formats.parsePrompt(source)) {
            case Parsed.Ok<PromptDefinition>(PromptDefinition prompt) -> prompt;
            case Parsed.Invalid<PromptDefinition> wrong ->
                throw new IllegalStateException("a checked prompt is wrong: " + source.path());
        };
    }
}
