package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.StepState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fork takes over from its source, step by step. A step is only taken over when all it stands on is. */
final class Inheritance {
    static final Inheritance NONE = new Inheritance(null);

    private final Map<StepId, Forked.Kept> kept = new HashMap<>();
    private final Map<StepId, Integer> orders = new HashMap<>();

    private final List<String> taint;

    Inheritance(@Nullable Forked forked) {
        taint = forked == null ? List.of() : forked.taint();
        if (forked != null) {
            for (Forked.Kept each : forked.kept()) {
                StepId step = each.work().step();
                kept.put(step, each);
                orders.put(step, orders.size() + 1);
            }
        }
    }

    /** What comes with it that nobody vouches for. */
    List<String> taint() {
        return taint;
    }

    int size() {
        return kept.size();
    }

    /** When the source did it, from 1: of two commits or files the later one is the newest, whatever is taken over first. */
    int order(StepId step) {
        return orders.getOrDefault(step, 0);
    }

    /** What is written in place of starting a step that is due; null when it is carried out. */
    @Nullable
    Fact insteadOf(StepStatus status, Course course) {
        Forked.Kept mine = kept.get(status.step().id());
        if (mine == null || status.state != StepState.PENDING || !standsOnKept(status, course)) {
            return null;
        }
        return mine.items() != null && !status.expanded
                ? new Fact.StepExpanded(status.step().id(), mine.items())
                : mine.work();
    }

    private static boolean standsOnKept(StepStatus status, Course course) {
        StepId id = status.step().id();
        if (course.lanes.isJoin(id)) {
            return course.lanes.group(id).lanes().stream()
                    .filter(lane -> lane.over() && !lane.hasFailed())
                    .allMatch(lane -> lane.members().stream().allMatch(Inheritance::isKept));
        }
        return status.step().needs().stream().map(course.steps::status).allMatch(Inheritance::isKept);
    }

    /** Taken over, or not carried out for the reason for which it was not carried out there. */
    private static boolean isKept(StepStatus status) {
        return status.reused != null || status.state == StepState.SKIPPED;
    }
}
