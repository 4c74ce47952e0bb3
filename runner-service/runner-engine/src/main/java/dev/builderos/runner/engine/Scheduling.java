package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.List;

/** Decides what may start: when the run starts, when a step is over, when a lane is, when the items of a step are known. */
final class Scheduling {
    private final Course course;
    private final Stopping stopping;

    Scheduling(Course course, Stopping stopping) {
        this.course = course;
        this.stopping = stopping;
    }

    /** The run has its workspace: whatever waits for nothing may start. */
    void begin() {
        for (StepStatus status : List.copyOf(course.steps.all().values())) {
            boolean waitsForLanes = course.lanes.isJoin(status.step().id());
            if ((status.blockedBy == 0 || waitsForLanes) && status.step().compensates() == null) {
                ready(status);
            }
        }
        if (course.steps.open() == 0) {
            settle();
        }
    }

    /** Decides what follows from a step being over. */
    void ended(StepStatus status) {
        if (course.phase == RunPhase.RUNNING) {
            Plan.Step step = status.step();
            boolean passed = status.passed();
            compensate(status);
            if (!passed && step.lane() == null && step.compensates() == null) {
                fail(status);
            }
            if (passed) {
                release(step.id());
            }
            laneStepEnded(status, passed);
        }
        if (course.steps.open() == 0) {
            settle();
        }
    }

    private void release(StepId passed) {
        for (StepStatus next : course.steps.dependentsOf(passed)) {
            next.blockedBy--;
            if (next.blockedBy == 0 && next.step().compensates() == null) {
                ready(next);
            }
        }
    }

    /** Everything the step waits for has passed: starts it, unless its condition, its lane or a pause says otherwise. */
    private void ready(StepStatus status) {
        Plan.Step step = status.step();
        if (status.decided() || status.state != StepState.PENDING || course.steps.isDue(status)) {
            return;
        }
        if (course.lanes.isJoin(step.id())) {
            conclude(course.lanes.group(step.id()));
            return;
        }
        switch (course.conditions.of(status, course)) {
            case Conditions.Holds ignored -> {
                if (!takeOver(status) && course.lanes.admit(status)) {
                    due(status);
                }
            }
            case Conditions.Fails fails -> {
                status.ruledOut = true;
                course.write(new Fact.StepSkipped(step.id(), fails.reason()));
            }
            case Conditions.Unknown unknown -> {
                // It fails in its lane, as what takes it back then runs there.
                if (course.lanes.admit(status)) {
                    refuse(status, "invalid_output", unknown.why());
                }
            }
        }
    }

    /** What a fork takes over takes no place in a lane, and no pause holds it back: nothing is done. */
    private boolean takeOver(StepStatus status) {
        Fact instead = course.inheritance.insteadOf(status, course);
        if (instead != null) {
            status.inherits = true;
            course.steps.due(status);
            course.write(instead);
        }
        return instead != null;
    }

    private void due(StepStatus status) {
        course.steps.due(status);
        if (!course.holds(status)) {
            course.commands.add(start(status));
        }
    }

    /** The step fails without having started. */
    private void refuse(StepStatus status, String failureClass, String message) {
        status.refused = true;
        course.write(new Fact.StepFailed(status.step().id(), 0, failureClass, message, null));
    }

    /** What starts a step that is due. */
    static Command start(StepStatus status) {
        StepId id = status.step().id();
        if (status.retryAt != null) {
            return new Command.RetryLater(id, status.attempt + 1, status.retryAt);
        }
        return status.step().each() != null && !status.expanded
                ? new Command.ExpandStep(id)
                : new Command.StartStep(id, status.attempt + 1);
    }

    /** A failed attempt is tried again. */
    void again(StepStatus status) {
        due(status);
    }

    /** People let the run go on: what became due in between starts now. */
    void goOn() {
        course.steps.allDue().forEach(status -> course.commands.add(start(status)));
    }

    /** Makes the steps of a {@code foreach}. */
    void expand(StepStatus join, Expansion expansion) {
        join.expanded = true;
        join.inherits = false;
        course.steps.notDue(join);
        course.lanes.add(expansion.group());
        for (Plan.Step step : expansion.steps()) {
            StepStatus status = new StepStatus(step);
            status.attempt = course.earlierAttempts.getOrDefault(step.id(), 0);
            course.add(status);
        }
        for (Plan.Step step : expansion.steps()) {
            ready(course.steps.status(step.id()));
        }
        conclude(course.lanes.group(join.step().id()));
    }

    /** Starts what takes a failed step back; says that it is not needed otherwise. */
    private void compensate(StepStatus status) {
        StepStatus compensation = course.steps.compensationOf(status.step().id());
        if (compensation == null) {
            return;
        }
        if (stopping.compensating(compensation)) {
            due(compensation);
        } else {
            StepId id = status.step().id();
            stopping.skip(compensation, status.passed() ? "not needed: " + id + " went well" : id + " was not reached");
        }
    }

    private void laneStepEnded(StepStatus status, boolean passed) {
        Lanes.Lane lane = course.lanes.find(status);
        if (lane == null) {
            return;
        }
        if (!passed && status.step().compensates() == null && !lane.hasFailed()) {
            course.lanes.fail(lane, status.state == StepState.FAILED ? status.failureClass : null);
            stopping.stopLane(lane, status.step().id() + " failed");
        }
        for (StepId waiting : course.lanes.stepEnded(lane)) {
            ready(course.steps.status(waiting));
        }
        for (Lanes.Lane at = lane; at != null; at = at.outer()) {
            conclude(at.group());
        }
    }

    /** Stops lanes that do not matter any more; starts the join, or lets it fail, when all are over. */
    private void conclude(Lanes.Group group) {
        if (group.stopsNow()) {
            for (Lanes.Lane other : group.lanes()) {
                if (!other.over() && !other.hasFailed()) {
                    course.lanes.fail(other, null);
                    stopping.stopLane(other, "the outcome of " + group.id() + " was certain");
                }
            }
        }
        StepStatus join = course.steps.status(group.id());
        Lanes.Outcome outcome = group.outcome();
        if (!outcome.complete() || join.state != StepState.PENDING || join.decided() || course.steps.isDue(join)) {
            return;
        }
        if (!outcome.enough()) {
            refuse(join, group.failureClass(), group.failure());
        } else if (!takeOver(join) && course.lanes.admit(join)) {
            due(join);
        }
    }

    private void fail(StepStatus status) {
        StepId step = status.step().id();
        course.failedStep = step;
        fail(step + ": " + (status.message == null ? "failed" : status.message), step + " failed");
    }

    /** The run fails for good; what still runs is stopped. */
    void fail(String failure, String reason) {
        course.phase = RunPhase.FAILING;
        course.failure = failure;
        stopping.stopAll(reason, StepState.SKIPPED);
    }

    /** Every step is over: says what came of the run. */
    void settle() {
        Fact last = switch (course.phase) {
            case RUNNING -> new Fact.RunSucceeded(course.head);
            case FAILING -> new Fact.RunFailed(course.failedStep, course.failure == null ? "failed" : course.failure);
            case CANCELLING ->
                new Fact.RunCancelled(course.cancelReason == null ? "cancelled" : "cancelled: " + course.cancelReason);
            case NEW, ADMITTED, SUCCEEDED, FAILED, CANCELLED, CLOSED -> null;
        };
        if (last != null) {
            course.write(last);
        }
    }
}
