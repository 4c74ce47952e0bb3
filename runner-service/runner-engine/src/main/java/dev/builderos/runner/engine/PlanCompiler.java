package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.SourceFile;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.FailureReaction;
import dev.builderos.formats.Join;
import dev.builderos.formats.LanesDefinition;
import dev.builderos.formats.MatrixDefinition;
import dev.builderos.formats.Node;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.Position;
import dev.builderos.formats.Problem;
import dev.builderos.formats.ProjectDefinition;
import dev.builderos.formats.StepDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** More steps than a plan can have, once its matrices are written out. */
    static final int MAX_STEPS = 20_000;

    private static final Position TOP = new Position(1, 1);

    private final PlanContext context;
    private final ProjectParts parts;
    private final NeedsGraph graph;
    private final StepCompiler compiler;
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<Plan.Group> groups = new ArrayList<>();
    private final Set<StepId> ids = new LinkedHashSet<>();
    private final Rollbacks rollbacks;

    private PlanCompiler(PlanContext context, ToolCatalog tools, ProjectParts parts) {
        this.context = context;
        this.parts = parts;
        this.graph = new NeedsGraph(context.pipeline().nodes());
        this.compiler = new StepCompiler(context, tools, parts, graph);
        this.rollbacks = new Rollbacks(context, parts);
    }

    public static Planned compile(PlanRequest request, ToolCatalog tools) {
        return compile(request, tools, new Definitions());
    }

    /** The same for whoever has what the files define at hand. */
    public static Planned compile(PlanRequest request, ToolCatalog tools, Definitions definitions) {
        ProjectParts parts = new ProjectParts(request, definitions);
        Plan plan = compile(request, tools, parts);
        return plan == null || !parts.problems().isEmpty()
                ? new Planned.Refused(
                        parts.problems().stream().map(Problem::render).toList())
                : new Planned.Ready(plan);
    }

    private static @Nullable Plan compile(PlanRequest request, ToolCatalog tools, ProjectParts parts) {
        SourceFile file = parts.find(request.pipeline());
        if (file == null) {
            parts.problem(
                    request.pipeline(),
                    TOP,
                    "there is no such pipeline; there are "
                            + ProjectParts.listed(request.files().stream()
                                    .map(SourceFile::path)
                                    .filter(path -> path.startsWith("ship/"))
                                    .toList()));
            return null;
        }
        PipelineDefinition pipeline = parts.value(parts.definitions().pipeline(file));
        ProjectDefinition project = parts.project();
        if (pipeline == null || project == null) {
            return null;
        }
        parts.read();
        PlanContext context = new PlanContext(pipeline, project, parts.inputs(pipeline));
        return new PlanCompiler(context, tools, parts).plan(request, Digest.of(file.text()));
    }

    private @Nullable Plan plan(PlanRequest request, Digest digest) {
        PipelineDefinition pipeline = context.pipeline();
        EventCheck.check(pipeline, parts);
        compileNodes(pipeline.nodes(), null, List.of());
        List<Plan.Step> all = rollbacks.putInto(steps, this::stepId);
        graph.cyclesOver(steps)
                .forEach(cycle -> parts.problem(
                        context.path(),
                        cycle.at(),
                        "`" + cycle.step() + "` waits for `" + cycle.need() + "`, which waits until the lanes of `"
                                + cycle.step() + "` are joined"));
        if (all.size() > MAX_STEPS) {
            parts.problem(
                    context.path(),
                    TOP,
                    "the plan has at most " + MAX_STEPS + " steps with its matrices written out, not " + all.size());
        }
        Plan.Concurrency concurrency = context.concurrency(parts);
        if (!parts.problems().isEmpty()) {
            return null;
        }
        return new Plan(
                request.project(),
                context.project().name(),
                request.root(),
                pipeline.name(),
                pipeline.version().text(),
                request.pipeline(),
                digest,
                request.policyDigest(),
                context.project().git().defaultBranch(),
                "origin",
                context.inputs(),
                all,
                groups,
                all.stream()
                        .flatMap(step -> step.each() == null
                                ? Stream.of(step)
                                : Stream.of(step.each().template()))
                        .filter(step -> step.work() instanceof Work.AgentTask)
                        .flatMap(step -> step.out().stream())
                        .distinct()
                        .toList(),
                pipeline.timeout(),
                concurrency,
                pipeline.priority(),
                context.taint(request.untrusted()),
                Networks.of(request.files(), parts.definitions(), all),
                context.project().secrets(),
                context.budget());
    }

    private void compileNodes(List<Node> list, @Nullable String lane, List<StepId> entry) {
        for (Node node : list) {
            Set<StepId> needs = new LinkedHashSet<>();
            boolean first = true;
            for (String need : node.needs()) {
                needs.add(new StepId(graph.outermost(need, lane)));
                first &= !Objects.equals(graph.laneOf(need), lane);
            }
            if (first) {
                needs.addAll(entry);
            }
            List<StepId> waitsFor = List.copyOf(needs);
            switch (node) {
                case StepDefinition step
                when step.matrix() != null -> compileMatrix(step, step.matrix(), lane, waitsFor);
                case StepDefinition step when step.foreach() != null -> compileForeach(step, lane, waitsFor);
                case StepDefinition step -> compileStep(step, lane, waitsFor);
                case LanesDefinition group -> compileLanes(group, lane, waitsFor);
            }
        }
    }

    private void compileStep(StepDefinition step, @Nullable String lane, List<StepId> needs) {
        Plan.Step compiled = compiler.compile(step, stepId(step.id(), step.at()), lane, needs);
        if (compiled == null) {
            return;
        }
        steps.add(compiled);
        if (step.onFailure() == FailureReaction.ROLLBACK) {
            rollbacks.add(step, compiled);
        }
    }

    private void compileLanes(LanesDefinition group, @Nullable String lane, List<StepId> needs) {
        StepId join = stepId(group.id(), group.at());
        List<String> names = new ArrayList<>();
        List<StepId> ends = new ArrayList<>();
        int first = steps.size();
        group.lanes().forEach((name, inner) -> {
            String full = NeedsGraph.laneName(group.id(), name, lane);
            names.add(full);
            int before = steps.size();
            compileNodes(inner, full, needs);
            steps.subList(before, steps.size()).stream()
                    .filter(step -> full.equals(step.lane()))
                    .map(Plan.Step::id)
                    .forEach(ends::add);
        });
        groups.add(new Plan.Group(
                join,
                names,
                needed(group.join(), names.size()),
                group.maxParallel() == null ? names.size() : group.maxParallel(),
                group.failFast()));
        boolean pure = steps.subList(first, steps.size()).stream().allMatch(Plan.Step::pure);
        steps.add(Expanding.join(join, "join " + String.join(", ", group.lanes().keySet()), ends, lane, pure, false));
    }

    private static int needed(Join join, int count) {
        return switch (join) {
            case Join.All() -> count;
            case Join.Any() -> 1;
            case Join.Quorum(int n) -> n;
        };
    }

    /** One lane with one step for each combination, joined under the step's own id. */
    private void compileMatrix(
            StepDefinition step, MatrixDefinition matrix, @Nullable String lane, List<StepId> needs) {
        StepId join = stepId(step.id(), step.at());
        refuseRollback(step);
        Plan.Step one = compiler.compile(step, join, lane, needs);
        if (one == null) {
            return;
        }
        List<String> lanes = new ArrayList<>();
        List<StepId> made = new ArrayList<>();
        for (Map<String, Object> values : matrix.combinations()) {
            String suffix = Expanding.suffix(values);
            String full = NeedsGraph.laneName(step.id(), suffix, lane);
            StepId id = generated(step, step.id() + "-" + suffix);
            lanes.add(full);
            made.add(id);
            steps.add(Expanding.combination(one, id, full, values));
        }
        groups.add(new Plan.Group(
                join,
                lanes,
                needed(matrix.join(), lanes.size()),
                matrix.maxParallel() == null ? lanes.size() : matrix.maxParallel(),
                matrix.failFast()));
        String title = made.stream().map(StepId::value).limit(8).collect(Collectors.joining(", ", "join ", ""));
        steps.add(Expanding.join(join, title, made, lane, one.pure(), one.continueOnFailure()));
    }

    private void compileForeach(StepDefinition step, @Nullable String lane, List<StepId> needs) {
        StepId id = stepId(step.id(), step.at());
        refuseRollback(step);
        if (step.id().length() > Expanding.LONGEST_FOREACH_ID) {
            parts.problem(
                    context.path(),
                    step.at(),
                    "the id of a step with `foreach` has at most " + Expanding.LONGEST_FOREACH_ID
                            + " characters, as the items are numbered behind it");
        }
        graph.ids().stream()
                .filter(other -> Expanding.isItemOf(step.id(), other))
                .forEach(other -> clash(step, other));
        Plan.Step template = compiler.compile(step, id, lane, needs);
        if (template != null) {
            Join join = Objects.requireNonNull(step.foreach()).join();
            Integer needed = join instanceof Join.All ? null : (Integer) needed(join, 0);
            steps.add(Expanding.foreach(template, Objects.requireNonNull(step.foreach()), needed));
        }
    }

    private void refuseRollback(StepDefinition step) {
        if (step.onFailure() == FailureReaction.ROLLBACK) {
            parts.problem(
                    context.path(),
                    step.at(),
                    "`on_failure: rollback` cannot stand beside `matrix` or `foreach`; put it on a step behind");
        }
    }

    private StepId generated(StepDefinition step, String name) {
        if (graph.knows(name)) {
            clash(step, name);
            return new StepId(name);
        }
        return stepId(name, step.at());
    }

    private void clash(StepDefinition step, String name) {
        parts.problem(
                context.path(),
                step.at(),
                "`" + step.id() + "` makes a step `" + name + "`, and there is one already; rename it");
    }

    private StepId stepId(String id, Position at) {
        try {
            StepId valid = new StepId(id);
            if (!ids.add(valid)) {
                parts.problem(context.path(), at, "two steps would be called `" + id + "`; rename one");
            }
            return valid;
        } catch (IllegalArgumentException bad) {
            parts.problem(context.path(), at, String.valueOf(bad.getMessage()));
            return new StepId("invalid");
        }
    }
}
