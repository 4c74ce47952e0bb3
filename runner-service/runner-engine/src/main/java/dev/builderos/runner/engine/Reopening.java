package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a run up again that is over: what is kept stays, everything else is pending again. */
final class Reopening {
    private final Course before;
    private final Plan plan;
    private final Set<StepId> kept;

    private Reopening(Course before, Plan plan, Collection<StepId> kept) {
        this.before = before;
        this.plan = plan;
        this.kept = new HashSet<>(kept);
    }

    /**
     * The course from now on, which starts where a run starts that has been admitted.
     *
     * @throws IllegalFact when something is to be kept that cannot be
     */
    static Course of(Course before, Plan plan, Collection<StepId> kept) {
        return new Reopening(before, plan, kept).course();
    }

    private Course course() {
        Lanes lanes = new Lanes(plan.groups());
        Course course = new Course(plan, lanes);
        kept.forEach(this::check);
        for (Plan.Step step : plan.steps()) {
            StepStatus was = before.steps.find(step.id());
            if (was != null && was.state.terminal() && stays(step, lanes)) {
                course.add(was.keptAs(step));
                if (step.each() != null) {
                    keepItems(course, step.id());
                }
            } else {
                course.add(pending(step, was, lanes));
            }
        }
        before.steps.all().forEach((id, was) -> {
            if (course.steps.find(id) == null) {
                course.earlierAttempts.put(id, was.attempt);
            }
        });
        before.earlierAttempts.forEach(course.earlierAttempts::putIfAbsent);
        before.doneEffects.forEach(course.doneEffects::put);
        course.phase = RunPhase.ADMITTED;
        course.succeeded = before.succeeded;
        for (StepStatus status : course.steps.all().values()) {
            if (status.state.terminal()) {
                lanes.retain(status);
            } else {
                status.blockedBy = (int) status.step().needs().stream()
                        .filter(need -> !course.steps.status(need).passed())
                        .count();
            }
        }
        course.ended()
                .forEach(status ->
                        status.artifacts.forEach(artifact -> course.artifacts.put(artifact.name(), artifact.digest())));
        course.head = newestCommit(course);
        return course;
    }

    private void check(StepId id) {
        StepStatus was = before.steps.find(id);
        if (was == null || !(was.state == StepState.SUCCEEDED || was.ruledOut)) {
            throw new IllegalFact("step " + id + " cannot be kept: it has not succeeded");
        }
        Plan.Step planned = IndexedSteps.find(plan.steps(), id);
        if (planned == null || planned.compensates() != null) {
            throw new IllegalFact("step " + id + " cannot be kept: the plan has no such step");
        }
        for (StepId need : planned.needs()) {
            boolean isOfItsLanes = planned.work() instanceof Work.Join && planned.each() == null && isOver(need);
            if (!kept.contains(need) && !isOfItsLanes) {
                throw new IllegalFact("step " + id + " cannot be kept: " + need + ", which it needs, is not");
            }
        }
    }

    private boolean isOver(StepId id) {
        StepStatus was = before.steps.find(id);
        return was != null && was.state.terminal();
    }

    /** Kept itself, within the lanes of a kept join, or there to take back what is kept. */
    private boolean stays(Plan.Step step, Lanes lanes) {
        StepId takenBack = step.compensates();
        if (kept.contains(step.id())) {
            return true;
        }
        StepStatus probe = new StepStatus(step);
        for (Lanes.Lane lane = lanes.find(probe); lane != null; lane = lane.outer()) {
            if (kept.contains(lane.group().id())) {
                return true;
            }
        }
        return takenBack != null && kept.contains(takenBack);
    }

    private StepStatus pending(Plan.Step step, @Nullable StepStatus was, Lanes lanes) {
        StepStatus status = new StepStatus(step);
        status.attempt = was == null ? before.earlierAttempts.getOrDefault(step.id(), 0) : was.attempt;
        if (stays(step, lanes)) {
            // It is new, and what it is there for went well before it was written.
            status.state = StepState.SKIPPED;
            status.doomed = true;
            status.message = "not needed: what it belongs to was kept";
        }
        return status;
    }

    private void keepItems(Course course, StepId join) {
        if (!before.lanes.isJoin(join)) {
            return;
        }
        Lanes.Group group = before.lanes.group(join);
        course.lanes.add(group.plan());
        for (Lanes.Lane lane : group.lanes()) {
            lane.members().forEach(item -> course.add(item.keptAs(item.step())));
        }
    }

    private @Nullable String newestCommit(Course course) {
        int newest = 0;
        String commit = null;
        for (StepStatus status : course.steps.all().values()) {
            if (status.step().lane() == null && status.commit != null && status.order > newest) {
                newest = status.order;
                commit = status.commit;
            }
        }
        return commit;
    }
}
