package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.ModelDefinition;
import dev.builderos.formats.Money;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.PromptReference;
import dev.builderos.formats.SemVer;
import dev.builderos.formats.StepDefinition;
import dev.builderos.formats.TokenPrice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts a plan is put together from: the project's files and the library's, read and looked up by name. What is wrong with
 * them is collected, with its place and what would be valid.
 */
final class ProjectParts {
    private static final String PROJECT_FILE = "builderos.yaml";

    private final PlanRequest request;
    private final Definitions definitions;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, AgentDefinition> agents = new TreeMap<>();
    private final Map<String, List<PromptDefinition>> prompts = new TreeMap<>();
    private final Map<String, PromptDefinition> pinned = new TreeMap<>();

    ProjectParts(PlanRequest request, Definitions definitions) {
        this.request = request;
        this.definitions = definitions;
    }

    Definitions definitions() {
        return definitions;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Reads agents and prompts. */
    void read() {
        readAgents();
        readPrompts();
    }

    /** The agents by name. */
    Map<String, AgentDefinition> agents() {
        return agents;
    }

    @Nullable
    SourceFile find(String path) {
        List<SourceFile> where = path.startsWith("builtin/") ? request.library() : request.files();
        return where.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    ProjectDefinition project() {
        SourceFile file = find(PROJECT_FILE);
        if (file == null) {
            problem(PROJECT_FILE, new Position(1, 1), "a run needs this file; `builderos init` writes one");
            return null;
        }
        return value(definitions.project(file));
    }

    private void readAgents() {
        for (SourceFile file : request.library()) {
            readAgent(file);
        }
        for (SourceFile file : request.files()) {
            readAgent(file);
        }
    }

    private void readAgent(SourceFile file) {
        if (!file.path().startsWith("agents/")) {
            return;
        }
        AgentDefinition agent = value(definitions.agent(file));
        if (agent != null && agents.putIfAbsent(agent.name(), agent) != null) {
            problem(
                    file.path(),
                    new Position(1, 1),
                    "there is an agent `" + agent.name() + "` already; give this one another name");
        }
    }

    private void readPrompts() {
        for (SourceFile file : request.prompts()) {
            PromptDefinition prompt = value(definitions.prompt(file));
            if (prompt != null) {
                pinned.put(prompt.name(), prompt);
            }
        }
        for (SourceFile file : request.files()) {
            if (file.path().startsWith("prompts/")) {
                PromptDefinition prompt = value(definitions.prompt(file));
                if (prompt != null) {
                    prompts.computeIfAbsent(prompt.name(), name -> new ArrayList<>())
                            .add(prompt);
                }
            }
        }
    }

    <T> @Nullable T value(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Ok<T> ok -> ok.value();
            case Parsed.Invalid<T> invalid -> {
                problems.addAll(invalid.problems());
                yield null;
            }
        };
    }

    Map<String, Object> inputs(PipelineDefinition pipeline) {
        Map<String, Object> values = new TreeMap<>();
        Position at = new Position(1, 1);
        String path = pipeline.source().path();
        pipeline.inputs().forEach((name, input) -> {
            Object given = request.inputs().get(name);
            if (given != null) {
                Object value = coerced(input, given);
                if (value == null) {
                    problem(
                            path,
                            at,
                            "input `" + name + "` is a " + input.type().name().toLowerCase(Locale.ROOT) + ", which `"
                                    + given + "` is not");
                } else {
                    values.put(name, value);
                }
            } else if (input.defaultValue() != null) {
                values.put(name, input.defaultValue());
            } else if (input.required()) {
                problem(path, at, "input `" + name + "` is missing; give it with -i " + name + "=…");
            }
        });
        for (String name : request.inputs().keySet()) {
            if (!pipeline.inputs().containsKey(name)) {
                problem(
                        path,
                        at,
                        "there is no input `" + name + "`; there are "
                                + listed(pipeline.inputs().keySet()));
            }
        }
        return values;
    }

    private static @Nullable Object coerced(InputDefinition input, Object given) {
        String text = String.valueOf(given);
        return switch (input.type()) {
            case STRING, ARTIFACT -> text;
            case BOOLEAN -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
            case NUMBER -> number(text);
        };
    }

    private static @Nullable Object number(String text) {
        try {
            return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : Double.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    Work.@Nullable PromptUse prompt(String path, StepDefinition step, PromptReference reference) {
        PromptDefinition chosen = pinned.get(reference.name());
        if (chosen != null) {
            return use(chosen);
        }
        List<PromptDefinition> versions = prompts.getOrDefault(reference.name(), List.of());
        if (versions.isEmpty()) {
            unknown(path, step.at(), "prompt", reference.name(), prompts.keySet());
            return null;
        }
        SemVer newest = reference
                .range()
                .newest(versions.stream().map(PromptDefinition::version).toList())
                .orElse(null);
        if (newest == null) {
            problem(
                    path,
                    step.at(),
                    "no version of prompt `" + reference.name() + "` fits `" + reference.range() + "`; there are "
                            + listed(versions.stream()
                                    .map(PromptDefinition::version)
                                    .sorted()
                                    .map(SemVer::text)
                                    .toList()));
            return null;
        }
        return use(versions.stream()
                .filter(version -> version.version().equals(newest))
                .findFirst()
                .orElseThrow());
    }

    private static Work.PromptUse use(PromptDefinition prompt) {
        return new Work.PromptUse(
                prompt.name(),
                prompt.version().text(),
                Digest.of(prompt.source().text()),
                prompt.source().path(),
                prompt.source().text(),
                prompt.output());
    }

    Work.@Nullable ModelUse model(String path, ProjectDefinition project, StepDefinition step, AgentDefinition agent) {
        String name = agent.model() == null ? "default" : agent.model();
        if (request.model() != null && name.equals("default")) {
            String[] parts = request.model().split(":", 2);
            if (parts.length != 2 || parts[1].isBlank()) {
                problem(
                        path,
                        step.at(),
                        "`" + request.model() + "` is not a model; write provider:name, e.g. ollama:llama3.1");
                return null;
            }
            Work.ModelUse given =
                    new Work.ModelUse(parts[0], parts[1], null, null, null, null, price(project, parts[0], parts[1]));
            requirePrice(
                    project,
                    given,
                    project.budget().at(),
                    "the project has no model " + given.label() + " with a price; write one in `models` with");
            return given;
        }
        ModelDefinition model = project.models().get(name);
        if (model == null) {
            problem(
                    PROJECT_FILE,
                    new Position(1, 1),
                    "agent `" + agent.name() + "` works with the model `" + name + "`; `models` has "
                            + listed(project.models().keySet()));
            return null;
        }
        String transcript = null;
        if (model.provider().equals("script")) {
            SourceFile file = model.transcript() == null ? null : find(model.transcript());
            if (file == null) {
                problem(
                        PROJECT_FILE,
                        new Position(1, 1),
                        "model `" + name + "` plays the transcript `" + model.transcript()
                                + "`, which the project does not have");
                return null;
            }
            transcript = file.text();
        }
        Work.ModelUse use = new Work.ModelUse(
                model.provider(),
                model.name(),
                model.temperature(),
                model.baseUrl(),
                model.apiKey(),
                transcript,
                model.price());
        requirePrice(project, use, model.at(), "model `" + name + "` (" + use.label() + ") has no price; add");
        return use;
    }

    /** What the project says of a model that it may use under any name. */
    private static @Nullable TokenPrice price(ProjectDefinition project, String provider, String name) {
        return project.models().values().stream()
                .filter(model ->
                        model.provider().equals(provider) && model.name().equals(name) && model.price() != null)
                .map(ModelDefinition::price)
                .findFirst()
                .orElse(null);
    }

    /** A budget that cannot be kept is none: what nobody knows the price of is not asked. */
    private void requirePrice(ProjectDefinition project, Work.ModelUse use, @Nullable Position at, String how) {
        Money budget = project.budget().run() != null
                ? project.budget().run()
                : project.budget().day();
        if (budget == null || use.price() != null || TokenPrice.isFree(use.label())) {
            return;
        }
        String currency = budget.currency().getCurrencyCode();
        Problem problem = new Problem(
                PROJECT_FILE,
                at == null ? new Position(1, 1) : at,
                "`budget` cannot be kept, as " + how + " `price: { input: … " + currency + ", output: … " + currency
                        + " }`, what a million tokens cost",
                null);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** A name that stands for nothing, with the ones that do and the nearest of them. */
    void unknown(String path, Position at, String kind, String name, Collection<String> known) {
        nothing(path, at, "there is no " + kind + " `" + name + "`; there are " + listed(known), name, known);
    }

    /** A name that stands for nothing, with the nearest of those that do. */
    void nothing(String path, Position at, String message, String name, Collection<String> known) {
        problems.add(Problem.unknownName(path, at, message, name, known));
    }

    void problem(String path, Position at, String message) {
        problems.add(new Problem(path, at, message, null));
    }

    static String listed(Iterable<String> names) {
        String all = String.join(", ", names);
        return all.isEmpty() ? "none" : all;
    }
}
