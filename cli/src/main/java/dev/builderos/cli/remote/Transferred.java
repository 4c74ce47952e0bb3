package dev.builderos.cli.remote;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run that was to be brought elsewhere.
 *
 * @param contents how many contents were sent, or would be
 * @param bytes how much that was
 * @param detail what to know besides; null for nothing
 * @param conflict both histories; null unless they differ
 */
public record Transferred(
        String run,
        String project,
        Outcome outcome,
        int contents,
        long bytes,
        @Nullable String detail,
        @Nullable Conflict conflict) {
    /** Shown to people in small letters with dashes; in JSON in capitals, as states of runs are. */
    public enum Outcome {
        SENT,
        /** Its beginning was there already. */
        CONTINUED,
        /** All of it was there already. */
        THERE,
        /** It would be, were this not a dry run. */
        WOULD_SEND,
        /** It goes on, and is to be brought when it is over. */
        OPEN,
        /** It was there and was deleted. */
        DELETED,
        /** Another history is there under its id. */
        CONFLICT,
        /** The other side does not take it. */
        REFUSED;

        /** Whether something of it is there now that was not. */
        public boolean brought() {
            return this == SENT || this == CONTINUED;
        }

        /** Whether somebody has to look at it. */
        public boolean failed() {
            return this == CONFLICT || this == REFUSED;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Of a run that nothing was sent of. */
    static Transferred nothing(String run, String project, Outcome outcome, @Nullable String detail) {
        return new Transferred(run, project, outcome, 0, 0, detail, null);
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
