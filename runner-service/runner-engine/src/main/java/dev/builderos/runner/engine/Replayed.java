package dev.builderos.runner.engine;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replay replays. Texts and effects of the replay name the other run's id, branch and base commit in place of its own, so
 * that what they say is the same.
 *
 * @param run the other run
 * @param facts how many facts of its journal are the record
 * @param head the hash of the last of them
 * @param branch the branch it worked on; null when it had no workspace
 * @param baseCommit the commit it began with; null when it had no workspace
 * @param outcome how it ended
 * @param ends how each of its steps ended
 */
public record Replayed(
        RunId run,
        long facts,
        Digest head,
        @Nullable String branch,
        @Nullable String baseCommit,
        RunState outcome,
        Map<String, StepState> ends) {
    public Replayed {
        ends = new TreeMap<>(ends);
    }

    /** Whether a replay ended in the same way; which of several stops a step came by first is chance. */
    boolean isEqualTo(RunFold replay) {
        Map<String, StepState> now = new TreeMap<>();
        replay.steps().forEach((id, status) -> now.put(id.value(), settled(status.state())));
        Map<String, StepState> then = new TreeMap<>(ends);
        then.replaceAll((id, state) -> settled(state));
        return outcome == replay.state() && then.equals(now);
    }

    private static StepState settled(StepState state) {
        return state == StepState.CANCELLED ? StepState.SKIPPED : state;
    }
}
