package dev.builderos.runner.engine;

import dev.builderos.contracts.ApprovalId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Decides what becomes of steps that are not wanted any more: because the run or their lane failed, or the run is cancelled. */
final class Stopping {
    /** How the reason of a step begins that was left out because of what happened elsewhere. */
    static final String NOT_REACHED = "not reached: ";

    private final Course course;

    Stopping(Course course) {
        this.course = course;
    }

    void stopAll(String reason, StepState pendingBecomes) {
        stop(course.steps.all().values(), reason, pendingBecomes);
    }

    void stopLane(Lanes.Lane lane, String reason) {
        stop(lane.members(), reason, StepState.SKIPPED);
    }

    private void stop(Collection<StepStatus> which, String reason, StepState pendingBecomes) {
        List<ApprovalId> unanswered = new ArrayList<>();
        for (StepStatus status : which) {
            StepId id = status.step().id();
            if (status.decided() || (course.phase != RunPhase.CANCELLING && compensating(status))) {
                continue;
            }
            switch (status.state) {
                case RUNNING -> {
                    doom(status);
                    course.commands.add(new Command.StopStep(id, reason));
                }
                case WAITING, UNKNOWN, RETRYING -> {
                    doom(status);
                    unanswered.addAll(status.unanswered());
                    course.write(new Fact.StepCancelled(id, reason));
                }
                case PENDING -> {
                    if (pendingBecomes == StepState.CANCELLED) {
                        doom(status);
                        course.write(new Fact.StepCancelled(id, reason));
                    } else {
                        skip(status, NOT_REACHED + reason);
                    }
                }
                case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
            }
        }
        if (!unanswered.isEmpty()) {
            course.commands.add(new Command.Withdraw(unanswered, reason));
        }
    }

    /** Leaves a step out that has not started. */
    void skip(StepStatus status, String reason) {
        if (!status.decided() && status.state == StepState.PENDING) {
            doom(status);
            course.write(new Fact.StepSkipped(status.step().id(), reason));
        }
    }

    private void doom(StepStatus status) {
        status.doomed = true;
        course.steps.notDue(status);
    }

    /** Whether this step takes back one that has failed: nothing but a cancel keeps it from doing so. */
    boolean compensating(StepStatus status) {
        StepId failed = status.step().compensates();
        return failed != null && !status.doomed && course.steps.status(failed).state == StepState.FAILED;
    }

    /** Why steps are being stopped, as the run stands. */
    String reason() {
        return switch (course.phase) {
            case CANCELLING -> "the run was cancelled";
            case RUNNING -> "its lane was stopped";
            case NEW, ADMITTED, FAILING, SUCCEEDED, FAILED, CANCELLED, CLOSED -> "the run failed";
        };
    }
}
