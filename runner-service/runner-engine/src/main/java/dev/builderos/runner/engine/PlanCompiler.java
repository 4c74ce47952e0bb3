package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.EnvironmentDefinition;
import dev.builderos.formats.Expressions;
import dev.builderos.formats.FailureClass;
import dev.builderos.formats.FailureReaction;
import dev.builderos.formats.Formats;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.Join;
import dev.builderos.formats.LanesDefinition;
import dev.builderos.formats.ModelDefinition;
import dev.builderos.formats.Node;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.PromptReference;
import dev.builderos.formats.RetryPolicy;
import dev.builderos.formats.SemVer;
import dev.builderos.formats.SourceText;
import dev.builderos.formats.StepAction;
import dev.builderos.formats.StepDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a pipeline and its inputs to a plan: resolves agents, prompts, models and environments, flattens lanes, and finds
 * what cannot work before anything runs. Problems name file, line and column and what would be valid.
 */
public final class PlanCompiler {
    /** The action that does nothing and needs no decision: it touches nothing. */
    public static final String NOOP = "noop";

    /** Who acts where a step names no agent. */
    public static final String PIPELINE_PRINCIPAL = "pipeline";

    private static final String PROJECT_FILE = "builderos.yaml";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    private static final Plan.Retries NO_RETRIES =
            new Plan.Retries(0, "none", Duration.ofSeconds(1), Duration.ofSeconds(30), List.of());

    private final PlanRequest request;
    private final ToolCatalog tools;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, AgentDefinition> agents = new TreeMap<>();
    private final Map<String, List<PromptDefinition>> prompts = new TreeMap<>();
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<Plan.Group> groups = new ArrayList<>();
    private final Map<String, String> joinOf = new HashMap<>();
    private final Map<String, @Nullable String> laneOf = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private PlanCompiler(PlanRequest request, ToolCatalog tools) {
        this.request = request;
        this.tools = tools;
    }

    public static Planned compile(PlanRequest request, ToolCatalog tools) {
        PlanCompiler compiler = new PlanCompiler(request, tools);
        Plan plan = compiler.compile();
        return plan == null || !compiler.problems.isEmpty()
                ? new Planned.Refused(
                        compiler.problems.stream().map(Problem::render).toList())
                : new Planned.Ready(plan);
    }

    private @Nullable Plan compile() {
        SourceFile file = find(request.pipeline());
        if (file == null) {
            problem(
                    request.pipeline(),
                    new Position(1, 1),
                    "there is no such pipeline; there are "
                            + listed(request.files().stream()
                                    .map(SourceFile::path)
                                    .filter(path -> path.startsWith("ship/"))
                                    .toList()));
            return null;
        }
        PipelineDefinition pipeline = value(Formats.parsePipeline(source(file)));
        ProjectDefinition project = project();
        if (pipeline == null || project == null) {
            return null;
        }
        readAgents();
        readPrompts();
        Map<String, Object> inputs = inputs(pipeline);
        placeNodes(pipeline.nodes(), null);
        Context context = new Context(pipeline, project, inputs);
        compileNodes(context, pipeline.nodes(), null, List.of());
        if (!problems.isEmpty()) {
            return null;
        }
        return new Plan(
                request.project(),
                project.name(),
                request.root(),
                pipeline.name(),
                pipeline.version().text(),
                request.pipeline(),
                Digest.of(file.text()),
                request.policyDigest(),
                project.git().defaultBranch(),
                "origin",
                inputs,
                steps,
                groups,
                steps.stream()
                        .filter(step -> step.work() instanceof Work.AgentTask)
                        .flatMap(step -> step.out().stream())
                        .distinct()
                        .toList());
    }

    private record Context(PipelineDefinition pipeline, ProjectDefinition project, Map<String, Object> inputs) {
        String path() {
            return pipeline.source().path();
        }
    }

    // ---- files

    private @Nullable SourceFile find(String path) {
        List<SourceFile> where = path.startsWith("builtin/") ? request.library() : request.files();
        return where.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElse(null);
    }

    private static SourceText source(SourceFile file) {
        return new SourceText(file.path(), file.text());
    }

    private @Nullable ProjectDefinition project() {
        SourceFile file = find(PROJECT_FILE);
        if (file == null) {
            problem(PROJECT_FILE, new Position(1, 1), "a run needs this file; `builderos init` writes one");
            return null;
        }
        return value(Formats.parseProject(source(file)));
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
        AgentDefinition agent = value(Formats.parseAgent(source(file)));
        if (agent != null && agents.putIfAbsent(agent.name(), agent) != null) {
            problem(
                    file.path(),
                    new Position(1, 1),
                    "there is an agent `" + agent.name() + "` already; give this one another name");
        }
    }

    private void readPrompts() {
        for (SourceFile file : request.files()) {
            if (file.path().startsWith("prompts/")) {
                PromptDefinition prompt = value(Formats.parsePrompt(source(file)));
                if (prompt != null) {
                    prompts.computeIfAbsent(prompt.name(), name -> new ArrayList<>())
                            .add(prompt);
                }
            }
        }
    }

    private <T> @Nullable T value(Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Ok<T> ok -> ok.value();
            case Parsed.Invalid<T> invalid -> {
                problems.addAll(invalid.problems());
                yield null;
            }
        };
    }

    // ---- inputs

    private Map<String, Object> inputs(PipelineDefinition pipeline) {
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
                            "input `" + name + "` is a "
                                    + input.type().name().toLowerCase(Locale.ROOT) + ", which `" + given + "` is not");
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

    // ---- nodes

    /** Learns where each node stands, so that needs across lanes can be put on joins. */
    private void placeNodes(List<Node> list, @Nullable String lane) {
        for (Node node : list) {
            laneOf.put(node.id(), lane);
            nodes.put(node.id(), node);
            if (node instanceof LanesDefinition group) {
                group.lanes().forEach((name, inner) -> {
                    String full = laneName(group.id(), name, lane);
                    inner.forEach(child -> joinOf.put(child.id(), group.id()));
                    placeNodes(inner, full);
                });
            }
        }
    }

    private static String laneName(String group, String lane, @Nullable String outer) {
        return (outer == null ? "" : outer + "/") + group + "/" + lane;
    }

    private void compileNodes(Context context, List<Node> list, @Nullable String lane, List<StepId> entry) {
        for (Node node : list) {
            List<StepId> needs = new ArrayList<>();
            for (String need : node.needs()) {
                StepId id = outermost(need, lane);
                if (!needs.contains(id)) {
                    needs.add(id);
                }
            }
            if (node.needs().isEmpty()) {
                needs.addAll(entry);
            }
            switch (node) {
                case StepDefinition step -> compileStep(context, step, lane, needs);
                case LanesDefinition group -> compileLanes(context, group, lane, needs);
            }
        }
    }

    /** The step a need waits for: the step itself within its lane, the join of the lanes it is in from outside. */
    private StepId outermost(String need, @Nullable String lane) {
        String at = need;
        while (joinOf.containsKey(at) && !inside(lane, laneOf.get(at))) {
            at = String.valueOf(joinOf.get(at));
        }
        return new StepId(at);
    }

    private static boolean inside(@Nullable String lane, @Nullable String other) {
        return other == null || (lane != null && (lane.equals(other) || lane.startsWith(other + "/")));
    }

    private void compileLanes(Context context, LanesDefinition group, @Nullable String lane, List<StepId> needs) {
        StepId join = stepId(context, group.id(), group.at());
        List<String> names = new ArrayList<>();
        List<StepId> ends = new ArrayList<>();
        group.lanes().forEach((name, inner) -> {
            String full = laneName(group.id(), name, lane);
            names.add(full);
            int before = steps.size();
            compileNodes(context, inner, full, needs);
            steps.subList(before, steps.size()).stream()
                    .filter(step -> full.equals(step.lane()))
                    .map(Plan.Step::id)
                    .forEach(ends::add);
        });
        int needed =
                switch (group.join()) {
                    case Join.All() -> names.size();
                    case Join.Any() -> 1;
                    case Join.Quorum(int n) -> n;
                };
        int maxParallel = group.maxParallel() == null ? names.size() : group.maxParallel();
        groups.add(new Plan.Group(join, names, needed, maxParallel, group.failFast()));
        steps.add(new Plan.Step(
                join,
                "join " + String.join(", ", group.lanes().keySet()),
                new Work.Join(),
                PIPELINE_PRINCIPAL,
                ends,
                lane,
                null,
                List.of(),
                List.of(),
                DEFAULT_TIMEOUT,
                NO_RETRIES,
                false,
                null,
                false));
    }

    private void compileStep(Context context, StepDefinition step, @Nullable String lane, List<StepId> needs) {
        unsupported(context, step);
        StepId id = stepId(context, step.id(), step.at());
        references(context, step);
        Plan.Environment environment = environment(context, step);
        Work work = work(context, step);
        if (work == null) {
            return;
        }
        steps.add(new Plan.Step(
                id,
                title(step),
                work,
                step.agent() == null ? PIPELINE_PRINCIPAL : step.agent(),
                needs,
                lane,
                environment,
                step.out(),
                step.gates(),
                step.timeout() != null ? step.timeout() : timeout(context.pipeline()),
                retries(step, context.pipeline()),
                step.onFailure() == FailureReaction.CONTINUE,
                null,
                step.checkpoint()));
        if (step.onFailure() == FailureReaction.ROLLBACK) {
            compileRollback(context, step, id, lane);
        }
    }

    private void compileRollback(Context context, StepDefinition step, StepId id, @Nullable String lane) {
        Plan.Environment released = released(id, new HashSet<>());
        if (released == null) {
            problem(
                    context.path(),
                    step.at(),
                    "`on_failure: rollback` needs a step with `action: deploy.release` before it");
            return;
        }
        steps.add(new Plan.Step(
                new StepId(id + "-rollback"),
                "take back what was released to " + released.name(),
                new Work.Action("deploy.rollback", Map.of()),
                PIPELINE_PRINCIPAL,
                List.of(id),
                lane,
                released,
                List.of(),
                List.of(),
                DEFAULT_TIMEOUT,
                NO_RETRIES,
                false,
                id,
                false));
    }

    /** The environment of the nearest release that a step waits for. */
    private Plan.@Nullable Environment released(StepId id, Set<StepId> seen) {
        if (!seen.add(id)) {
            return null;
        }
        for (Plan.Step step : steps) {
            if (step.id().equals(id)) {
                if (step.work() instanceof Work.Action action && action.tool().equals("deploy.release")) {
                    return step.environment();
                }
                for (StepId need : step.needs()) {
                    Plan.Environment found = released(need, seen);
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    private void unsupported(Context context, StepDefinition step) {
        if (step.when() != null) {
            problem(context.path(), step.when().at(), "`when` on a step is not carried out by this version");
        }
        if (step.propose() != null || step.select() != null) {
            problem(context.path(), step.at(), "`propose` and `select` are not carried out by this version");
        }
        for (String gate : step.gates()) {
            if (!gate.equals("approval")) {
                problem(context.path(), step.at(), "there is no gate `" + gate + "`; there is `approval`");
            }
        }
    }

    private StepId stepId(Context context, String id, Position at) {
        try {
            return new StepId(id);
        } catch (IllegalArgumentException bad) {
            problem(context.path(), at, String.valueOf(bad.getMessage()));
            return new StepId("invalid");
        }
    }

    private static String title(StepDefinition step) {
        return switch (step.action()) {
            case StepAction.RunCommand run -> firstLine(run.command());
            case StepAction.ActionCall call -> call.name() + (step.env() == null ? "" : " → " + step.env());
            case StepAction.AgentTask task ->
                task.agent() + ": " + (task.prompt() == null ? firstLine(String.valueOf(task.ask())) : task.prompt());
        };
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() > 80 ? line.substring(0, 79) + "…" : line;
    }

    private @Nullable Work work(Context context, StepDefinition step) {
        return switch (step.action()) {
            case StepAction.RunCommand run -> new Work.Command(run.command());
            case StepAction.ActionCall call -> {
                if (!tools.actions().contains(call.name()) && !call.name().equals(NOOP)) {
                    problems.add(Problem.unknownName(
                            context.path(),
                            step.at(),
                            "there is no action `" + call.name() + "`; there are " + listed(tools.sorted()),
                            call.name(),
                            tools.sorted()));
                    yield null;
                }
                yield new Work.Action(call.name(), call.with());
            }
            case StepAction.AgentTask task -> agentTask(context, step, task);
        };
    }

    private @Nullable Work agentTask(Context context, StepDefinition step, StepAction.AgentTask task) {
        AgentDefinition agent = agents.get(task.agent());
        if (agent == null) {
            problems.add(Problem.unknownName(
                    context.path(),
                    step.at(),
                    "there is no agent `" + task.agent() + "`; there are " + listed(agents.keySet()),
                    task.agent(),
                    agents.keySet()));
            return null;
        }
        Work.ModelUse model = model(context, step, agent);
        Work.PromptUse prompt = task.prompt() == null ? null : prompt(context, step, task.prompt());
        if (model == null || (task.prompt() != null && prompt == null)) {
            return null;
        }
        return new Work.AgentTask(
                agent.name(),
                agent.system(),
                agent.tools(),
                agent.maxTurns(),
                agent.maxTokens(),
                prompt,
                task.ask(),
                step.with(),
                model);
    }

    private Work.@Nullable PromptUse prompt(Context context, StepDefinition step, PromptReference reference) {
        List<PromptDefinition> versions = prompts.getOrDefault(reference.name(), List.of());
        if (versions.isEmpty()) {
            problems.add(Problem.unknownName(
                    context.path(),
                    step.at(),
                    "there is no prompt `" + reference.name() + "`; there are " + listed(prompts.keySet()),
                    reference.name(),
                    prompts.keySet()));
            return null;
        }
        SemVer newest = reference
                .range()
                .newest(versions.stream().map(PromptDefinition::version).toList())
                .orElse(null);
        if (newest == null) {
            problem(
                    context.path(),
                    step.at(),
                    "no version of prompt `" + reference.name() + "` fits `" + reference.range() + "`; there are "
                            + listed(versions.stream()
                                    .map(PromptDefinition::version)
                                    .sorted()
                                    .map(SemVer::text)
                                    .toList()));
            return null;
        }
        PromptDefinition prompt = versions.stream()
                .filter(version -> version.version().equals(newest))
                .findFirst()
                .orElseThrow();
        return new Work.PromptUse(
                prompt.name(),
                newest.text(),
                Digest.of(prompt.source().text()),
                prompt.source().path(),
                prompt.source().text(),
                prompt.output());
    }

    private Work.@Nullable ModelUse model(Context context, StepDefinition step, AgentDefinition agent) {
        String name = agent.model() == null ? "default" : agent.model();
        if (request.model() != null && name.equals("default")) {
            String[] parts = request.model().split(":", 2);
            if (parts.length != 2 || parts[1].isBlank()) {
                problem(
                        context.path(),
                        step.at(),
                        "`" + request.model() + "` is not a model; write provider:name, e.g. ollama:llama3.1");
                return null;
            }
            return new Work.ModelUse(parts[0], parts[1], null, null, null, null);
        }
        ModelDefinition model = context.project().models().get(name);
        if (model == null) {
            problem(
                    PROJECT_FILE,
                    new Position(1, 1),
                    "agent `" + agent.name() + "` works with the model `" + name + "`; `models` has "
                            + listed(context.project().models().keySet()));
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
        return new Work.ModelUse(
                model.provider(), model.name(), model.temperature(), model.baseUrl(), model.apiKey(), transcript);
    }

    private Plan.@Nullable Environment environment(Context context, StepDefinition step) {
        if (step.env() == null) {
            return null;
        }
        String name = Expressions.parse(step.env()).render(reference -> {
            Object value = reference.root().equals("inputs") && reference.path().size() == 2
                    ? context.inputs().get(reference.path().get(1))
                    : null;
            if (value == null) {
                problem(context.path(), step.at(), "`env` can only refer to inputs: " + reference.text());
            }
            return String.valueOf(value);
        });
        EnvironmentDefinition environment = context.project().environments().get(name);
        if (environment == null) {
            problems.add(Problem.unknownName(
                    context.path(),
                    step.at(),
                    "there is no environment `" + name + "`; " + PROJECT_FILE + " has "
                            + listed(context.project().environments().keySet()),
                    name,
                    context.project().environments().keySet()));
            return null;
        }
        return new Plan.Environment(
                name,
                environment.deploy(),
                environment.command(),
                environment.port(),
                environment.health(),
                environment.isProtected());
    }

    /** A reference to another step needs that step to be over: it must be waited for, directly or not. */
    private void references(Context context, StepDefinition step) {
        Set<String> before = new HashSet<>();
        collectNeeds(step.id(), before);
        for (String text : texts(step)) {
            for (Expressions.Reference reference : Expressions.parse(text).references()) {
                if (nodes.containsKey(reference.root()) && !before.contains(reference.root())) {
                    problem(
                            context.path(),
                            step.at(),
                            reference.text() + " refers to a step that `" + step.id() + "` does not wait for; add it to `needs`");
                }
            }
        }
    }

    private void collectNeeds(String id, Set<String> seen) {
        List<String> before = new ArrayList<>();
        for (String at = id; at != null; at = joinOf.get(at)) {
            Node node = nodes.get(at);
            if (node != null) {
                before.addAll(node.needs());
            }
        }
        if (nodes.get(id) instanceof LanesDefinition lanes) {
            lanes.lanes().values().stream().flatMap(List::stream).map(Node::id).forEach(before::add);
        }
        for (String need : before) {
            if (seen.add(need)) {
                collectNeeds(need, seen);
            }
        }
    }

    private static List<String> texts(StepDefinition step) {
        List<String> texts = new ArrayList<>();
        switch (step.action()) {
            case StepAction.RunCommand run -> texts.add(run.command());
            case StepAction.ActionCall call -> collectTexts(call.with(), texts);
            case StepAction.AgentTask task -> {
                if (task.ask() != null) {
                    texts.add(task.ask());
                }
            }
        }
        collectTexts(step.with(), texts);
        return texts;
    }

    private static void collectTexts(@Nullable Object value, List<String> texts) {
        switch (value) {
            case String text -> texts.add(text);
            case Map<?, ?> map -> map.values().forEach(inner -> collectTexts(inner, texts));
            case List<?> list -> list.forEach(inner -> collectTexts(inner, texts));
            case null, default -> {}
        }
    }

    private static Duration timeout(PipelineDefinition pipeline) {
        return pipeline.defaults().timeout() != null ? pipeline.defaults().timeout() : DEFAULT_TIMEOUT;
    }

    private static Plan.Retries retries(StepDefinition step, PipelineDefinition pipeline) {
        RetryPolicy policy =
                step.retries() != null ? step.retries() : pipeline.defaults().retries();
        return policy == null
                ? NO_RETRIES
                : new Plan.Retries(
                        policy.max(),
                        policy.backoff().name().toLowerCase(Locale.ROOT),
                        policy.initial(),
                        policy.maxDelay(),
                        policy.on().stream()
                                .sorted(Comparator.comparing(FailureClass::name))
                                .toList());
    }

    private void problem(String path, Position at, String message) {
        problems.add(new Problem(path, at, message, null));
    }

    private static String listed(Iterable<String> names) {
        String all = String.join(", ", names);
        return all.isEmpty() ? "none" : all;
    }
}
