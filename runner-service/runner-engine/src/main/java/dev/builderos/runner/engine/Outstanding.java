package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.ArrayList;
import java.util.List;

/** What is to be done by the state of a run as it stands, whatever was done before the last fact. */
final class Outstanding {
    private final Course course;
    private final Stopping stopping;
    private final Clocks clocks;
    private final List<Command> commands = new ArrayList<>();

    Outstanding(Course course, Stopping stopping, Clocks clocks) {
        this.course = course;
        this.stopping = stopping;
        this.clocks = clocks;
    }

    List<Command> commands() {
        if (course.phase == RunPhase.ADMITTED) {
            if (!course.queued) {
                commands.add(new Command.OpenWorkspace());
            }
        } else if (course.phase == RunPhase.CLOSED) {
            commands.add(new Command.CloseWorkspace());
        } else if (course.phase.over()) {
            commands.add(new Command.IssueReceipt());
        } else if (course.phase != RunPhase.NEW) {
            course.steps.all().values().forEach(this::look);
            commands.addAll(clocks.running());
        }
        return commands;
    }

    private void look(StepStatus status) {
        StepId id = status.step().id();
        switch (status.state) {
            case RUNNING, WAITING, UNKNOWN -> {
                if (status.doomed) {
                    commands.add(new Command.StopStep(id, stopping.reason()));
                } else if (status.timedOut) {
                    commands.add(new Command.TimeOutStep(id, status.attempt, Clocks.tooLong(status)));
                } else if (status.state == StepState.RUNNING) {
                    commands.add(new Command.ContinueStep(id, status.attempt));
                }
            }
            case PENDING, RETRYING -> {
                if (course.steps.isDue(status) && !course.holds(status)) {
                    commands.add(Scheduling.start(status));
                }
            }
            case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> {}
        }
    }
}
