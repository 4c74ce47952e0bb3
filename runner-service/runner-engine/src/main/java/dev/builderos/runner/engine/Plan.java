package dev.builderos.runner.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ProjectId;
import dev.builderos.contracts.StepId;
import dev.builderos.formats.AgentGrant;
import dev.builderos.formats.ConcurrencyDefinition;
import dev.builderos.formats.FailureClass;
import dev.builderos.formats.Money;
import dev.builderos.formats.Priority;
import dev.builderos.formats.SecretDefinition;
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
 * @param timeout how long the run may work; waiting for people and pauses do not count
 * @param concurrency which runs it must not run beside
 * @param priority normal in plans of earlier versions
 * @param networks the principals whose commands may reach hosts; null when there is none
 * @param budget what may be spent on models; null when nothing bounds it
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
        List<String> outputPaths,
        @Nullable Duration timeout,
        @Nullable Concurrency concurrency,
        Priority priority,
        List<String> taint,
        @Nullable Map<String, Network> networks,
        Map<String, SecretDefinition> secrets,
        @Nullable Budget budget) {
    /** How the names of inputs start in {@link #taint}. */
    static final String UNTRUSTED_INPUT = "input ";

    public Plan {
        inputs = Map.copyOf(inputs);
        steps = IndexedSteps.copyOf(steps);
        groups = List.copyOf(groups);
        outputPaths = List.copyOf(outputPaths);
        priority = priority == null ? Priority.NORMAL : priority;
        taint = taint == null ? List.of() : List.copyOf(taint);
        networks = networks == null ? null : Map.copyOf(networks);
        secrets = secrets == null ? Map.of() : Map.copyOf(secrets);
    }

    /** The inputs nobody vouches for. */
    public List<String> untrustedInputs() {
        return taint.stream()
                .filter(source -> source.startsWith(UNTRUSTED_INPUT))
                .map(source -> source.substring(UNTRUSTED_INPUT.length()))
                .toList();
    }

    /** What the commands of a principal may reach; null when they have no network. */
    public @Nullable Network network(String principal) {
        return networks == null ? null : networks.get(principal);
    }

    /** The step of this id; steps that a {@code foreach} makes while the run goes on are only in {@link RunFold#step}. */
    public Step step(StepId id) {
        Step step = IndexedSteps.find(steps, id);
        if (step == null) {
            throw new IllegalArgumentException("the plan has no step " + id);
        }
        return step;
    }

    /** Whether any step touches a workspace; a run of a plan of which none does needs none. */
    public boolean needsWorkspace() {
        return !steps.stream().allMatch(Step::pure);
    }

    /**
     * What may be spent on models, at least one of the two.
     *
     * @param run by the run, in all its openings
     * @param day by all runs of the project, from midnight to midnight UTC
     */
    public record Budget(@Nullable Money run, @Nullable Money day) {}

    /**
     * What commands may reach, as the policy has it.
     *
     * @param allow patterns of hosts, at least one
     * @param privately those that may be at addresses that are not of the internet
     * @param inject headers that the proxy adds
     */
    public record Network(List<String> allow, List<String> privately, List<Injection> inject) {
        public Network {
            allow = List.copyOf(allow);
            privately = List.copyOf(privately);
            inject = List.copyOf(inject);
        }
    }

    /**
     * A header with a secret, of which the plan has the name.
     *
     * @param scheme {@code https} or {@code http}
     * @param value with {@link AgentGrant.Injection#SECRET} where the secret goes
     */
    public record Injection(
            String secret, String host, String scheme, List<String> methods, String header, String value) {
        public Injection {
            methods = List.copyOf(methods);
        }
    }

    /**
     * One step.
     *
     * @param principal who acts, as the policy knows it
     * @param lane the lane it runs in ({@code group/lane}, nested ones behind each other), null on the run's own branch
     * @param gates what must be passed before it starts
     * @param timeout how long one attempt may take
     * @param continueOnFailure whether the steps that need it go on when it failed for good
     * @param compensates the step whose final failure starts this one; such a step has no other trigger
     * @param when a condition in CEL; the step is skipped when it is false
     * @param totalTimeout how long all attempts and the pauses between them may take; waiting for people does not count
     * @param variables what {@code ${matrix.…}}, {@code ${item}} stand for in this step, by their path
     * @param each what the step is made of while the run goes on; such a step joins the steps made from it
     * @param cache true for a step that takes over work that was done before on the same content; null for any other
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
            boolean checkpoint,
            @Nullable String when,
            @Nullable Duration totalTimeout,
            Map<String, String> variables,
            @Nullable Each each,
            @Nullable Boolean cache) {
        public Step {
            needs = List.copyOf(needs);
            out = List.copyOf(out);
            gates = List.copyOf(gates);
            variables = variables == null ? Map.of() : Map.copyOf(variables);
        }

        /** Whether it touches neither workspace nor world: it can be carried out where it is decided. */
        @JsonIgnore
        public boolean pure() {
            return switch (work) {
                case Work.Action action -> action.tool().equals(PlanCompiler.NOOP) && out.isEmpty();
                case Work.Join join -> Boolean.TRUE.equals(join.pure());
                case Work.Command ignored -> false;
                case Work.AgentTask ignored -> false;
            };
        }

        /** Whether it takes over work that was done before on the same content, where there is some. */
        @JsonIgnore
        public boolean cached() {
            return Boolean.TRUE.equals(cache);
        }

        /** Whether people have to say yes before it does anything. */
        @JsonIgnore
        public boolean gated() {
            return gates.contains("approval");
        }

        /**
         * Whether its start, its outcome and what follows may be one commit: it touches nothing, so that nobody outside can
         * tell. A checkpoint is committed on its own.
         */
        @JsonIgnore
        public boolean immediate() {
            return pure() && !checkpoint;
        }
    }

    /**
     * What a {@code foreach} is made of.
     *
     * @param items the text whose value is the list, such as {@code ${plan.files}}
     * @param as what {@code ${…}} stands for one item, beside {@code ${item}}
     * @param maxParallel how many at once; all of them when absent
     * @param needed how many must succeed; all of them when absent
     * @param failFast whether the failure that decides the join stops the others
     * @param template the step for one item; its id and lane are completed when the items are known
     */
    public record Each(
            String items,
            String as,
            @Nullable Integer maxParallel,
            @Nullable Integer needed,
            boolean failFast,
            Step template) {}

    /**
     * When a failed attempt is tried again.
     *
     * @param max how often after the first attempt, over all classes without a strategy of their own
     * @param on the classes worth another attempt
     * @param perClass the classes with a strategy of their own, which are counted apart; by their text
     */
    public record Retries(
            int max,
            String backoff,
            Duration initial,
            Duration maxDelay,
            List<FailureClass> on,
            Map<String, Strategy> perClass) {
        @JsonCreator
        public Retries {
            on = List.copyOf(on);
            perClass = perClass == null ? Map.of() : Map.copyOf(perClass);
        }

        public Retries(int max, String backoff, Duration initial, Duration maxDelay, List<FailureClass> on) {
            this(max, backoff, initial, maxDelay, on, Map.of());
        }
    }

    /** How failures of one class are tried again. */
    public record Strategy(int max, String backoff, Duration initial, Duration maxDelay) {}

    /**
     * Runs of one group do not run beside each other.
     *
     * @param group its name, with its expressions resolved
     */
    public record Concurrency(String group, ConcurrencyDefinition.OnConflict onConflict) {}

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
