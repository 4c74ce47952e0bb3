package dev.builderos.registry.domain;

import dev.builderos.formats.Formats;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.Problem;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.SourceText;
import java.util.List;

/** What a file of a project is for, told by its path. */
enum FileKind {
    PROJECT,
    POLICY,
    PIPELINE,
    PROMPT,
    AGENT,
    /** Kept as it is; whoever uses it reads it. */
    OTHER;

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
        return switch (this) {
            case PROJECT -> problems(Formats.parseProject(source));
            case POLICY -> problems(Formats.parsePolicy(source));
            case PIPELINE -> problems(Formats.parsePipeline(source));
            case PROMPT -> problems(Formats.parsePrompt(source));
            case AGENT -> problems(Formats.parseAgent(source));
            case OTHER -> List.of();
        };
    }

    private static List<Problem> problems(Parsed<?> parsed) {
        return switch (parsed) {
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
