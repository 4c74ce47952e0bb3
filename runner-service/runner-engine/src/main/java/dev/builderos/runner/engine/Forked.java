package dev.builderos.runner.engine;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a run comes from that takes over what another did up to a step, and does the rest anew with something swapped. It says all
 * that is taken over, so that the run goes its way whatever becomes of the other.
 *
 * @param run the other run, the source
 * @param facts how many facts of the source's journal were taken into account
 * @param at the step from which on everything is done anew
 * @param changes what is otherwise than in the source, by what was swapped: {@code model}, {@code input.KEY}, {@code prompt.NAME}
 * @param baseCommit the commit the source began with; null when it had no workspace
 * @param headCommit the newest commit on the source's own branch that is taken over; null when it had no workspace
 * @param lanes the newest commit that is taken over of each lane that is not merged yet, by the lane's full name
 * @param kept what is taken over, in the order in which the source did it
 * @param taint what the source has read that nobody vouches for; null in journals of earlier versions
 */
public record Forked(
        RunId run,
        long facts,
        StepId at,
        Map<String, String> changes,
        @Nullable String baseCommit,
        @Nullable String headCommit,
        Map<String, String> lanes,
        List<Kept> kept,
        List<String> taint) {
    public Forked {
        changes = new TreeMap<>(changes);
        lanes = new TreeMap<>(lanes);
        kept = List.copyOf(kept);
        taint = taint == null ? List.of() : List.copyOf(taint);
    }

    /**
     * The work of one step.
     *
     * @param items what a {@code foreach} went over; null for every other step
     */
    public record Kept(Fact.StepReused work, @Nullable List<String> items) {
        public Kept {
            items = items == null ? null : List.copyOf(items);
        }
    }
}
