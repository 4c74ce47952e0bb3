package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the run and its steps have worked, by the times of the facts; says when their time is up. The clock of the run stands
 * still while it waits for people, is paused or queued; that of a step while it waits for people or is held back by a pause.
 */
final class Clocks {
    private final Course course;
    private final @Nullable Stopwatch run;
    private final Map<StepId, Stopwatch> steps = new HashMap<>();

    Clocks(Course course) {
        this.course = course;
        this.run = course.plan.timeout() == null ? null : new Stopwatch(course.plan.timeout());
    }

    /** Counts the time something works. */
    private static final class Stopwatch {
        private final Duration limit;
        private Duration spent = Duration.ZERO;
        private @Nullable Instant since;

        Stopwatch(Duration limit) {
            this.limit = limit;
        }

        /** Runs or stands still from now on; true when it has just begun to run. */
        boolean set(boolean runs, Instant at) {
            if (runs == (since != null)) {
                return false;
            }
            if (since != null) {
                spent = spent.plus(Duration.between(since, at));
            }
            since = runs ? at : null;
            return runs;
        }

        /** When the time is up if it goes on running; null while it stands still. */
        @Nullable
        Instant deadline() {
            return since == null ? null : since.plus(limit).minus(spent);
        }
    }

    /** Looks what works after a fact. */
    void look(Fact fact, RunState state, Instant at) {
        if (run != null && run.set(state == RunState.RUNNING && course.phase == RunPhase.RUNNING, at)) {
            wake(null, run);
        }
        if (fact instanceof Fact.OfStep of) {
            look(course.steps.status(of.step()), at);
        } else if (fact instanceof Fact.RunPaused || fact instanceof Fact.RunUnpaused) {
            steps.keySet().forEach(id -> look(course.steps.status(id), at));
        }
    }

    private void look(StepStatus status, Instant at) {
        Duration limit = status.step().totalTimeout();
        if (limit == null) {
            return;
        }
        StepId id = status.step().id();
        boolean runs =
                status.state == StepState.RUNNING || (status.state == StepState.RETRYING && !course.holds(status));
        Stopwatch watch = steps.get(id);
        if (watch == null && runs) {
            watch = new Stopwatch(limit);
            steps.put(id, watch);
        }
        if (watch != null && watch.set(runs, at)) {
            wake(id, watch);
        }
    }

    private void wake(@Nullable StepId step, Stopwatch watch) {
        Instant deadline = watch.deadline();
        if (deadline != null) {
            course.commands.add(new Command.WakeAt(step, deadline));
        }
    }

    /** Whether the time of a step, or of the run, is up. */
    boolean up(@Nullable StepId step, Instant now) {
        Stopwatch watch = step == null ? run : steps.get(step);
        Instant deadline = watch == null ? null : watch.deadline();
        return deadline != null && !now.isBefore(deadline);
    }

    /** The clocks that run now. */
    List<Command> running() {
        List<Command> wakes = new ArrayList<>();
        Instant runEnd = run == null ? null : run.deadline();
        if (runEnd != null) {
            wakes.add(new Command.WakeAt(null, runEnd));
        }
        course.steps.all().forEach((id, status) -> {
            Stopwatch watch = steps.get(id);
            Instant end = watch == null || status.timedOut ? null : watch.deadline();
            if (end != null) {
                wakes.add(new Command.WakeAt(id, end));
            }
        });
        return wakes;
    }

    static String tooLong(StepStatus status) {
        return "all attempts together were not done within "
                + seconds(status.step().totalTimeout());
    }

    static String seconds(@Nullable Duration duration) {
        return duration == null ? "no time" : duration.toSeconds() + " s";
    }
}
