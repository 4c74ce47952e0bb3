package dev.builderos.cli.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run that was to be brought elsewhere.
 *
 * @param outcome {@code sent}, {@code continued}, {@code there}, {@code would-send}, {@code open}, {@code deleted}, {@code conflict}
 *     or {@code refused}
 * @param contents how many contents were sent, or would be
 * @param bytes how much that was
 * @param detail what to know besides; null for nothing
 * @param conflict both histories; null unless they differ
 */
public record Transferred(
        String run,
        String project,
        String outcome,
        int contents,
        long bytes,
        @Nullable String detail,
        @Nullable Conflict conflict) {
    /** Of a run that nothing was sent of. */
    static Transferred nothing(String run, String project, String outcome, @Nullable String detail) {
        return new Transferred(run, project, outcome, 0, 0, detail, null);
    }

    /** Whether somebody has to look at it. */
    public boolean failed() {
        return outcome.equals("conflict") || outcome.equals("refused");
    }

    /**
     * Two histories of one run.
     *
     * @param differs the first fact that is otherwise
     * @param there the end of the one on the receiving side
     * @param sent the end of the one that was to be brought
     */
    public record Conflict(long differs, End there, End sent) {}

    /** The end of a journal. */
    public record End(long facts, String head) {}

    /** All of them. */
    public record All(String remote, String direction, List<Transferred> runs) {
        public All {
            runs = List.copyOf(runs);
        }
    }
}
