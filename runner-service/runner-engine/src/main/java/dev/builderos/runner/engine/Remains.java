package dev.builderos.runner.engine;

import dev.builderos.contracts.StepId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the steps of a run left that stands: commits, files, and effects that people approved. A view; it follows the run. */
public final class Remains {
    private final Course course;

    Remains(Course course) {
        this.course = course;
    }

    /** The steps that left something, in the order in which they ended. */
    public List<StepStatus> steps() {
        return course.ended();
    }

    /** Whether a step works in a lane whose work is not merged yet. */
    public boolean isInOpenLane(StepStatus status) {
        Lanes.Lane lane = course.lanes.find(status);
        return lane != null && !course.steps.status(lane.group().id()).state.terminal();
    }

    /** The newest commit of each lane that is not merged yet, by the lane's name. */
    public Map<String, String> laneHeads() {
        Map<String, String> heads = new TreeMap<>();
        for (StepStatus status : steps()) {
            String lane = status.step().lane();
            if (lane != null && status.commit != null && isInOpenLane(status)) {
                heads.put(lane, status.commit);
            }
        }
        return heads;
    }

    /**
     * The approved effects that a step carried out, in this attempt and before, in the order of their calls. What was approved
     * and done is not done again while it stands.
     */
    public List<DoneEffect> effects(StepId step) {
        return course.doneEffects.getOrDefault(step, Map.of()).values().stream()
                .sorted(Comparator.comparingInt(
                                (DoneEffect done) -> done.result().attempt())
                        .thenComparing(done -> done.result().callId()))
                .toList();
    }
}
