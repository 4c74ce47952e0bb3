package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;

/**
 * Takes out of a step's output what nobody may see, before it is stored or shown anywhere. When it throws, what it was given
 * is dropped, and a line of the log says so.
 */
@FunctionalInterface
public interface LogFilter {
    /** Lets everything pass. */
    LogFilter NONE = (org, run, step) -> List::of;

    /** How much of a line a text is. */
    enum Extent {
        LINE,
        /** The line goes on with the next text of the same stream. */
        PIECE
    }

    /** What a step wrote: {@code out}, {@code err}, or {@code sys} for what BuilderOS itself says. */
    record Text(String stream, String text, Extent extent) {}

    /** The filter of one execution; called by one thread. */
    @FunctionalInterface
    interface Pass {
        /**
         * What may be written now that this came: nothing when it is held back because the next text may tell more, what was
         * held back before, or the text itself. Does not block.
         */
        List<Text> pass(Text text);

        /** What is still held back when the execution is over. */
        default List<Text> rest() {
            return List.of();
        }
    }

    Pass open(OrgId org, RunId run, StepId step);
}
