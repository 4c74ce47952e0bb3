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
import dev.builderos.formats.Join;
import dev.builderos.formats.LanesDefinition;
import dev.builderos.formats.Node;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.RetryPolicy;
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
import java.util.Objects;
import java.util.Set;
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
    private final ProjectParts parts;
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<Plan.Group> groups = new ArrayList<>();
    private final Map<String, String> joinOf = new HashMap<>();
    private final Map<String, @Nullable String> laneOf = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<StepDefinition> rollbacks = new ArrayList<>();

    private PlanCompiler(PlanRequest request, ToolCatalog tools) {
        this.request = request;
        this.tools = tools;
        this.parts = new ProjectParts(request);
    }

    public static Planned compile(PlanRequest request, ToolCatalog tools) {
        PlanCompiler compiler = new PlanCompiler(request, tools);
        Plan plan = compiler.compile();
        return plan == null || !compiler.parts.problems().isEmpty()
                ? new Planned.Refused(
                        compiler.parts.problems().stream().map(Problem::render).toList())
                : new Planned.Ready(plan);
    }

    private @Nullable Plan compile() {
        SourceFile file = parts.find(request.pipeline());
        if (file == null) {
            parts.problem(
                    request.pipeline(),
                    new Position(1, 1),
                    "there is no such pipeline; there are "
                            + ProjectParts.listed(request.files().stream()
                                    .map(SourceFile::path)
                                    .filter(path -> path.startsWith("ship/"))
                                    .toList()));
            return null;
        }
        PipelineDefinition pipeline = parts.value(Formats.parsePipeline(ProjectParts.source(file)));
        ProjectDefinition project = parts.project();
        if (pipeline == null || project == null) {
            return null;
        }
        parts.read();
        Map<String, Object> inputs = parts.inputs(pipeline);
        placeNodes(pipeline.nodes(), null);
        Context context = new Context(pipeline, project, inputs);
        compileNodes(context, pipeline.nodes(), null, List.of());
        rollbacks.forEach(step -> compileRollback(context, step));
        refuseCycles(context);
        if (!parts.problems().isEmpty()) {
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
            if (node.needs().stream().noneMatch(need -> Objects.equals(laneOf.get(need), lane))) {
                entry.stream().filter(id -> !needs.contains(id)).forEach(needs::add);
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
        if (lane != null) {
            parts.problem(context.path(), group.at(), "lanes within lanes are not carried out by this version");
        }
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
        int needed = switch (group.join()) {
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
            rollbacks.add(step);
        }
    }

    /** Puts what takes a step back right after it; done last, because what was released may stand further down. */
    private void compileRollback(Context context, StepDefinition step) {
        StepId id = new StepId(step.id());
        String name = id + "-rollback";
        if (nodes.containsKey(name)) {
            parts.problem(
                    context.path(),
                    step.at(),
                    "`on_failure: rollback` makes a step `" + name + "`, and there is one already; rename it");
            return;
        }
        Plan.Environment released = released(id, new HashSet<>());
        if (released == null) {
            parts.problem(
                    context.path(),
                    step.at(),
                    "`on_failure: rollback` needs a step with `action: deploy.release` before it");
            return;
        }
        Plan.Step rollback = new Plan.Step(
                stepId(context, name, step.at()),
                "take back what was released to " + released.name(),
                new Work.Action("deploy.rollback", Map.of()),
                PIPELINE_PRINCIPAL,
                List.of(id),
                laneOf.get(step.id()),
                released,
                List.of(),
                List.of(),
                DEFAULT_TIMEOUT,
                NO_RETRIES,
                false,
                id,
                false);
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).id().equals(id)) {
                steps.add(i + 1, rollback);
                return;
            }
        }
    }

    /** Waiting for a step of another lane is waiting for its join, which can make steps wait for themselves. */
    private void refuseCycles(Context context) {
        Map<StepId, List<StepId>> needs = new HashMap<>();
        steps.forEach(step -> needs.put(step.id(), step.needs()));
        for (Plan.Step step : steps) {
            String join = joinOf.get(step.id().value());
            if (join == null) {
                continue;
            }
            for (StepId need : step.needs()) {
                if (!isIn(step.lane(), need) && reaches(need, new StepId(join), needs, new HashSet<>())) {
                    parts.problem(
                            context.path(),
                            Objects.requireNonNull(nodes.get(step.id().value())).at(),
                            "`" + step.id() + "` waits for `" + need + "`, which waits until the lanes of `" + step.id()
                                    + "` are joined");
                }
            }
        }
    }

    private static boolean reaches(StepId from, StepId to, Map<StepId, List<StepId>> needs, Set<StepId> seen) {
        return from.equals(to)
                || (seen.add(from)
                        && needs.getOrDefault(from, List.of()).stream()
                                .anyMatch(need -> reaches(need, to, needs, seen)));
    }

    private boolean isIn(@Nullable String lane, StepId step) {
        return Objects.equals(laneOf.get(step.value()), lane);
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
            parts.problem(context.path(), step.when().at(), "`when` on a step is not carried out by this version");
        }
        if (step.propose() != null || step.select() != null) {
            parts.problem(context.path(), step.at(), "`propose` and `select` are not carried out by this version");
        }
        if (!step.gates().isEmpty()) {
            switch (step.action()) {
                case StepAction.AgentTask ignored ->
                    parts.problem(context.path(), step.at(), "`gates` belong on a step with `run` or `action`");
                case StepAction.ActionCall call
                when call.name().equals(NOOP) ->
                    parts.problem(context.path(), step.at(), "`gates` have nothing to hold back on `" + NOOP + "`");
                case StepAction.ActionCall ignored -> {}
                case StepAction.RunCommand ignored -> {}
            }
        }
        for (String gate : step.gates()) {
            if (!gate.equals("approval")) {
                parts.problem(context.path(), step.at(), "there is no gate `" + gate + "`; there is `approval`");
            }
        }
    }

    private StepId stepId(Context context, String id, Position at) {
        try {
            return new StepId(id);
        } catch (IllegalArgumentException bad) {
            parts.problem(context.path(), at, String.valueOf(bad.getMessage()));
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
                    parts.unknown(context.path(), step.at(), "action", call.name(), tools.sorted());
                    yield null;
                }
                yield new Work.Action(call.name(), call.with());
            }
            case StepAction.AgentTask task -> agentTask(context, step, task);
        };
    }

    private @Nullable Work agentTask(Context context, StepDefinition step, StepAction.AgentTask task) {
        AgentDefinition agent = parts.agents().get(task.agent());
        if (agent == null) {
            parts.unknown(
                    context.path(),
                    step.at(),
                    "agent",
                    task.agent(),
                    parts.agents().keySet());
            return null;
        }
        Work.ModelUse model = parts.model(context.path(), context.project(), step, agent);
        Work.PromptUse prompt = task.prompt() == null ? null : parts.prompt(context.path(), step, task.prompt());
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

    private Plan.@Nullable Environment environment(Context context, StepDefinition step) {
        if (step.env() == null) {
            return null;
        }
        Expressions written = Expressions.parse(step.env());
        for (Expressions.Reference reference : written.references()) {
            if (!context.inputs().containsKey(reference.path().getLast())) {
                parts.problem(
                        context.path(), step.at(), "`env` is " + reference.text() + ", an input that has no value");
                return null;
            }
        }
        String name = written.render(reference ->
                String.valueOf(context.inputs().get(reference.path().getLast())));
        EnvironmentDefinition environment = context.project().environments().get(name);
        if (environment == null) {
            parts.problem(
                    context.path(),
                    step.at(),
                    "there is no environment `" + name + "`; " + PROJECT_FILE + " has "
                            + ProjectParts.listed(
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
                if (reference.root().equals("secrets") || reference.root().equals("env")) {
                    parts.problem(
                            context.path(), step.at(), reference.text() + " is not resolved in texts by this version");
                }
                if (nodes.containsKey(reference.root()) && !before.contains(reference.root())) {
                    parts.problem(
                            context.path(),
                            step.at(),
                            reference.text() + " refers to a step that `" + step.id()
                                    + "` does not wait for; add it to `needs`");
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
}
