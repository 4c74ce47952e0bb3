package dev.builderos.runner.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run will do: the immutable graph of steps that a pipeline and its inputs were compiled to. Stored by its digest.
 *
 * @param defaultBranch the branch that is protected
 * @param remote the git remote pull requests and pushes go to
 * @param inputs every declared input with its value
 * @param steps in the order of the file, joins after their lanes, compensations after what they undo
 * @param outputPaths paths that steps declare as artifacts; they are never committed
 */
public record Plan(
        ProjectId project,
        String projectName,
        String root,
        String pipeline,
        String version,
        String path,
        Digest pipelineDigest,
        Digest policyDigest,
        String defaultBranch,
        String remote,
        Map<String, Object> inputs,
        List<Step> steps,
        List<Group> groups,
        List<String> outputPaths) {
    public Plan {
        inputs = Map.copyOf(inputs);
        steps = List.copyOf(steps);
        groups = List.copyOf(groups);
        outputPaths = List.copyOf(outputPaths);
    }

    /** Whether any step works in a checkout of the repository. */
    public boolean needsWorkspace() {
        return !steps.stream().allMatch(Step::touchesNothing);
    }

    public Step step(StepId id) {
        return steps.stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the plan has no step " + id));
    }

    /**
     * One step.
     *
     * @param principal who acts, as the policy knows it
     * @param lane the lane it runs in ({@code group/lane}, nested ones behind each other), null on the run's own branch
     * @param gates what must be passed before it starts
     * @param continueOnFailure whether the steps that need it go on when it failed for good
     * @param compensates the step whose final failure starts this one; such a step has no other trigger
     */
    public record Step(
            StepId id,
            String title,
            Work work,
            String principal,
            List<StepId> needs,
            @Nullable String lane,
            @Nullable Environment environment,
            List<String> out,
            List<String> gates,
            Duration timeout,
            Retries retries,
            boolean continueOnFailure,
            @Nullable StepId compensates,
            boolean checkpoint) {
        public Step {
            needs = List.copyOf(needs);
            out = List.copyOf(out);
            gates = List.copyOf(gates);
        }

        /**
         * Whether its start, its outcome and what follows may be one commit: it touches nothing, so that nobody outside can
         * tell. A checkpoint is committed on its own.
         */
        @JsonIgnore
        public boolean isPure() {
            return touchesNothing() && !checkpoint;
        }

        /** Whether it needs no checkout: it neither reads nor writes anything. */
        public boolean touchesNothing() {
            return work instanceof Work.Action action && action.tool().equals(PlanCompiler.NOOP) && out.isEmpty();
        }
    }

    /** When a failed attempt is tried again. */
    public record Retries(int max, String backoff, Duration initial, Duration maxDelay, List<FailureClass> on) {
        public Retries {
            on = List.copyOf(on);
        }
    }

    /** An environment of the project, as it was when the run was planned. */
    public record Environment(
            String name,
            String deploy,
            @Nullable String command,
            @Nullable Integer port,
            String health,
            boolean isProtected) {}

    /**
     * Lanes that run beside each other and are joined by a step.
     *
     * @param id also the id of the joining step
     * @param lanes full names of the lanes, in merge order
     * @param needed how many lanes must succeed
     * @param maxParallel how many lanes run at once
     * @param failFast whether lanes are stopped once the outcome is certain
     */
    public record Group(StepId id, List<String> lanes, int needed, int maxParallel, boolean failFast) {
        public Group {
            lanes = List.copyOf(lanes);
        }
    }
}
