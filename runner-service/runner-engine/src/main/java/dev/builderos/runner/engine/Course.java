package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.StepId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands from its admission, or from when it was last reopened: what the parts of {@link RunFold} share. Written only
 * by them, within one call of {@link RunFold#apply}.
 */
final class Course {
    final Plan plan;
    final StepBook steps = new StepBook();
    final Lanes lanes;
    final Conditions conditions;

    /** The last attempt of steps that are not among the present ones, so that numbers are never given twice. */
    final Map<StepId, Integer> earlierAttempts = new HashMap<>();

    /** Approved effects that were carried out, by step; they are never to be repeated. */
    final Map<StepId, Map<Digest, DoneEffect>> doneEffects = new HashMap<>();

    /** The newest file of each name that steps left. */
    final Map<String, Digest> artifacts = new TreeMap<>();

    /** What a fork takes over. */
    Inheritance inheritance = Inheritance.NONE;

    List<Command> commands = new ArrayList<>();
    RunPhase phase = RunPhase.NEW;
    boolean paused;

    /** What people and policy said, and what came of effects, stands in the journal of another run. */
    boolean replay;

    boolean queued;
    int succeeded;

    @Nullable
    String queuedBecause;

    @Nullable
    StepId failedStep;

    @Nullable
    String failure;

    @Nullable
    String cancelReason;

    @Nullable
    String head;

    /** When among the steps the one ended that left the newest commit, and each of the newest files. */
    private int headOrder;

    private final Map<String, Integer> artifactOrders = new HashMap<>();

    Course(Plan plan, Lanes lanes) {
        this.plan = plan;
        this.lanes = lanes;
        this.conditions = new Conditions(plan);
    }

    /** The course of a run that is new. */
    static Course of(Plan plan) {
        Course course = new Course(plan, new Lanes(plan.groups()));
        for (Plan.Step step : plan.steps()) {
            StepStatus status = new StepStatus(step);
            status.blockedBy = step.needs().size();
            course.add(status);
        }
        return course;
    }

    void add(StepStatus status) {
        steps.add(status);
        lanes.enrol(status);
    }

    /** Takes in what a step left; what a later one left is newer, whichever is told first. */
    void left(StepStatus status) {
        for (Fact.StepSucceeded.Artifact artifact : status.artifacts) {
            if (status.order >= artifactOrders.getOrDefault(artifact.name(), 0)) {
                artifactOrders.put(artifact.name(), status.order);
                artifacts.put(artifact.name(), artifact.digest());
            }
        }
        if (status.commit != null && status.step().lane() == null && status.order > headOrder) {
            headOrder = status.order;
            head = status.commit;
        }
    }

    /** The steps that left something, in the order in which they ended. */
    List<StepStatus> ended() {
        return steps.all().values().stream()
                .filter(status -> status.order > 0 && status.state.terminal())
                .sorted(Comparator.comparingInt(status -> status.order))
                .toList();
    }

    void write(Fact fact) {
        commands.add(new Command.Write(fact));
    }

    /** Whether people hold back new attempts. */
    boolean held() {
        return paused && phase == RunPhase.RUNNING;
    }

    /** Whether people hold back this step; what takes a failed one back does not wait for them. */
    boolean holds(StepStatus status) {
        return held() && status.step().compensates() == null;
    }
}
