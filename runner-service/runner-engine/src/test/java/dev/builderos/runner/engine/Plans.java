package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.FailureClass;
import dev.builderos.formats.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plans in few words. */
final class Plans {
    static final Plan.Retries NO_RETRIES =
            new Plan.Retries(0, "none", Duration.ofSeconds(1), Duration.ofSeconds(30), List.of());

    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<Plan.Group> groups = new ArrayList<>();
    private @Nullable Duration timeout;

    static Plans plan() {
        return new Plans();
    }

    /** What makes a step special. */
    record Traits(
            @Nullable String lane,
            int retries,
            boolean gated,
            boolean continues,
            @Nullable String compensates) {
        static final Traits NONE = new Traits(null, 0, false, false, null);

        Traits in(String name) {
            return new Traits(name, retries, gated, continues, compensates);
        }

        Traits retrying(int max) {
            return new Traits(lane, max, gated, continues, compensates);
        }

        Traits behindApproval() {
            return new Traits(lane, retries, true, continues, compensates);
        }

        Traits continuing() {
            return new Traits(lane, retries, gated, true, compensates);
        }

        Traits takingBack(String step) {
            return new Traits(lane, retries, gated, continues, step);
        }
    }

    Plans step(String id, String... needs) {
        return step(id, Traits.NONE, needs);
    }

    Plans step(String id, Traits traits, String... needs) {
        steps.add(new Plan.Step(
                new StepId(id),
                id,
                new Work.Command("do " + id),
                PlanCompiler.PIPELINE_PRINCIPAL,
                ids(needs),
                traits.lane(),
                null,
                List.of(),
                traits.gated() ? List.of("approval") : List.of(),
                Duration.ofMinutes(10),
                traits.retries() == 0
                        ? NO_RETRIES
                        : new Plan.Retries(
                                traits.retries(),
                                "fixed",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                List.of(FailureClass.TRANSIENT)),
                traits.continues(),
                traits.compensates() == null ? null : new StepId(traits.compensates()),
                false,
                null,
                null,
                Map.of(),
                null,
                null));
        return this;
    }

    /** A step that runs a command. */
    Plans work(String id, String command, String... needs) {
        step(id, needs);
        return last(step -> with(step, new Work.Command(command), null, null, null));
    }

    /** A step of an agent. */
    Plans agent(String id, Work.AgentTask task, String... needs) {
        step(id, needs);
        return last(step -> with(step, task, null, null, null));
    }

    /** A step with a limit on all its attempts together. */
    Plans limited(String id, Duration total, int retries, String... needs) {
        return limited(id, Traits.NONE.retrying(retries), total, needs);
    }

    Plans limited(String id, Traits traits, Duration total, String... needs) {
        step(id, traits, needs);
        return last(step -> with(step, step.work(), step.when(), total, null));
    }

    /** A step with a condition. */
    Plans when(String id, String condition, String... needs) {
        return when(id, Traits.NONE, condition, needs);
    }

    Plans when(String id, Traits traits, String condition, String... needs) {
        step(id, traits, needs);
        return last(step -> with(step, step.work(), condition, null, null));
    }

    /** A step made once for each item of {@code inputs.items}, called {@code file}. */
    Plans foreach(String id, String command, int maxParallel, String... needs) {
        return foreach(id, Traits.NONE, command, maxParallel, needs);
    }

    Plans foreach(String id, Traits traits, String command, int maxParallel, String... needs) {
        step(id, traits, needs);
        return last(step -> with(
                step,
                new Work.Join(null),
                null,
                null,
                new Plan.Each(
                        "${inputs.items}",
                        "file",
                        maxParallel,
                        null,
                        true,
                        with(step, new Work.Command(command), null, null, null))));
    }

    /** How long the run may work. */
    Plans within(Duration limit) {
        timeout = limit;
        return this;
    }

    private Plans last(UnaryOperator<Plan.Step> change) {
        steps.add(change.apply(steps.removeLast()));
        return this;
    }

    private static Plan.Step with(
            Plan.Step step,
            Work work,
            @Nullable String when,
            @Nullable Duration totalTimeout,
            Plan.@Nullable Each each) {
        return new Plan.Step(
                step.id(),
                step.title(),
                work,
                step.principal(),
                step.needs(),
                step.lane(),
                step.environment(),
                step.out(),
                step.gates(),
                step.timeout(),
                step.retries(),
                step.continueOnFailure(),
                step.compensates(),
                step.checkpoint(),
                when,
                totalTimeout,
                step.variables(),
                each,
                step.cache());
    }

    Plans join(Plan.Group group) {
        return join(group, null);
    }

    /** Lanes within a lane. */
    Plans join(Plan.Group group, @Nullable String lane) {
        groups.add(group);
        steps.add(new Plan.Step(
                group.id(),
                "join",
                new Work.Join(null),
                PlanCompiler.PIPELINE_PRINCIPAL,
                steps.stream()
                        .filter(step -> group.lanes().contains(String.valueOf(step.lane())))
                        .map(Plan.Step::id)
                        .toList(),
                lane,
                null,
                List.of(),
                List.of(),
                Duration.ofMinutes(10),
                NO_RETRIES,
                false,
                null,
                false,
                null,
                null,
                Map.of(),
                null,
                null));
        return this;
    }

    /** A step that does something else. */
    static Plan.Step doing(Plan.Step step, String command) {
        return with(step, new Work.Command(command), step.when(), step.totalTimeout(), step.each());
    }

    /** A plan with these steps instead of its own. */
    static Plan with(Plan plan, List<Plan.Step> steps) {
        return new Plan(
                plan.project(),
                plan.projectName(),
                plan.root(),
                plan.pipeline(),
                plan.version(),
                plan.path(),
                plan.pipelineDigest(),
                plan.policyDigest(),
                plan.defaultBranch(),
                plan.remote(),
                plan.inputs(),
                steps,
                plan.groups(),
                plan.outputPaths(),
                plan.timeout(),
                plan.concurrency(),
                plan.priority(),
                plan.taint(),
                plan.networks(),
                plan.secrets(),
                plan.budget());
    }

    Plan build() {
        return new Plan(
                new ProjectId("hello"),
                "hello",
                "/home/user/hello",
                "feature",
                "1.0.0",
                "ship/feature.yaml",
                Digest.of("pipeline"),
                Digest.of("policy"),
                "main",
                "origin",
                Map.of(),
                steps,
                groups,
                List.of(),
                timeout,
                null,
                Priority.NORMAL,
                List.of(),
                null,
                Map.of(),
                null);
    }

    private static List<StepId> ids(String... ids) {
        return Arrays.stream(ids).map(StepId::new).toList();
    }
}
