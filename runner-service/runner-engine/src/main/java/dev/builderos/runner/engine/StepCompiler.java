package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.formats.AgentDefinition;
import dev.builderos.formats.EnvironmentDefinition;
import dev.builderos.formats.Expressions;
import dev.builderos.formats.FailureClass;
import dev.builderos.formats.FailureReaction;
import dev.builderos.formats.PipelineDefinition;
import dev.builderos.formats.RetryPolicy;
import dev.builderos.formats.StepAction;
import dev.builderos.formats.StepDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compiles single steps: what they do, as whom, where, for how long, and on what condition. */
final class StepCompiler {
    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    static final Plan.Retries NO_RETRIES =
            new Plan.Retries(0, "none", Duration.ofSeconds(1), Duration.ofSeconds(30), List.of());
    private static final String PROJECT_FILE = "builderos.yaml";

    private final PlanContext context;
    private final ToolCatalog tools;
    private final ProjectParts parts;
    private final NeedsGraph needs;
    private final ConditionCheck conditions;

    StepCompiler(PlanContext context, ToolCatalog tools, ProjectParts parts, NeedsGraph needs) {
        this.context = context;
        this.tools = tools;
        this.parts = parts;
        this.needs = needs;
        this.conditions = new ConditionCheck(context, parts, needs);
    }

    /**
     * The step, or null after its problems were told.
     *
     * @param id where it is not the step's own: of one of several that are made from it
     */
    Plan.@Nullable Step compile(StepDefinition step, StepId id, @Nullable String lane, List<StepId> waitsFor) {
        unsupported(step);
        references(step);
        conditions.check(step);
        Plan.Environment environment = environment(step);
        Work work = work(step);
        if (work == null) {
            return null;
        }
        return new Plan.Step(
                id,
                title(step),
                work,
                step.agent() == null ? PlanCompiler.PIPELINE_PRINCIPAL : step.agent(),
                waitsFor,
                lane,
                environment,
                step.out(),
                step.gates(),
                step.timeout() != null ? step.timeout() : timeout(context.pipeline()),
                retries(step, context.pipeline()),
                step.onFailure() == FailureReaction.CONTINUE,
                null,
                step.checkpoint(),
                step.when() == null ? null : step.when().text(),
                step.totalTimeout(),
                Map.of(),
                null,
                isCached(step) ? Boolean.TRUE : null);
    }

    /** What a step says itself, else what the pipeline says of all; an action and a gate are never gone around. */
    private boolean isCached(StepDefinition step) {
        boolean wished = step.cache() != null
                ? step.cache()
                : Boolean.TRUE.equals(context.pipeline().defaults().cache());
        return wished
                && !(step.action() instanceof StepAction.ActionCall)
                && step.gates().isEmpty();
    }

    private void unsupported(StepDefinition step) {
        if (step.propose() != null || step.select() != null) {
            parts.problem(context.path(), step.at(), "`propose` and `select` are not carried out by this version");
        }
        if (!step.gates().isEmpty()) {
            switch (step.action()) {
                case StepAction.AgentTask ignored ->
                    parts.problem(context.path(), step.at(), "`gates` belong on a step with `run` or `action`");
                case StepAction.ActionCall call
                when call.name().equals(PlanCompiler.NOOP) ->
                    parts.problem(
                            context.path(),
                            step.at(),
                            "`gates` have nothing to hold back on `" + PlanCompiler.NOOP + "`");
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

    private @Nullable Work work(StepDefinition step) {
        return switch (step.action()) {
            case StepAction.RunCommand run -> new Work.Command(run.command());
            case StepAction.ActionCall call -> {
                if (!tools.actions().contains(call.name()) && !call.name().equals(PlanCompiler.NOOP)) {
                    parts.unknown(context.path(), step.at(), "action", call.name(), tools.sorted());
                    yield null;
                }
                yield new Work.Action(call.name(), call.with());
            }
            case StepAction.AgentTask task -> agentTask(step, task);
        };
    }

    private @Nullable Work agentTask(StepDefinition step, StepAction.AgentTask task) {
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

    private Plan.@Nullable Environment environment(StepDefinition step) {
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
    private void references(StepDefinition step) {
        for (String text : texts(step)) {
            if (!text.contains("${")) {
                continue;
            }
            for (Expressions.Reference reference : Expressions.parse(text).references()) {
                if (reference.root().equals("env")) {
                    parts.problem(
                            context.path(), step.at(), reference.text() + " is not resolved in texts by this version");
                }
                if (reference.root().equals(Expressed.SECRETS)) {
                    secret(step, reference);
                }
                if (needs.knows(reference.root()) && !needs.waitsFor(step.id(), reference.root())) {
                    parts.problem(
                            context.path(),
                            step.at(),
                            reference.text() + " refers to a step that `" + step.id()
                                    + "` does not wait for; add it to `needs`");
                }
            }
        }
    }

    /** What a model reads, a connector gets, or a log shows is no place for a secret. */
    private void secret(StepDefinition step, Expressions.Reference reference) {
        if (!(step.action() instanceof StepAction.RunCommand)) {
            parts.problem(
                    context.path(),
                    step.at(),
                    reference.text()
                            + " is a secret: only `run` may use it, where it becomes a variable of the command");
        } else if (reference.path().size() != 2) {
            parts.problem(context.path(), step.at(), reference.text() + " is no secret; write ${secrets.NAME}");
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
        if (policy == null) {
            return NO_RETRIES;
        }
        Map<String, Plan.Strategy> perClass = new TreeMap<>();
        policy.perClass()
                .forEach((failure, strategy) -> perClass.put(
                        failure.text(),
                        new Plan.Strategy(
                                strategy.max(), word(strategy.backoff()), strategy.initial(), strategy.maxDelay())));
        return new Plan.Retries(
                policy.max(),
                word(policy.backoff()),
                policy.initial(),
                policy.maxDelay(),
                policy.on().stream()
                        .sorted(Comparator.comparing(FailureClass::name))
                        .toList(),
                perClass);
    }

    private static String word(RetryPolicy.Backoff backoff) {
        return backoff.name().toLowerCase(Locale.ROOT);
    }
}
