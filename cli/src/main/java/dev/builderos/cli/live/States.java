package dev.builderos.cli.live;

import dev.builderos.cli.terminal.Table.Cell;
import dev.builderos.gateway.api.RunState;
import dev.builderos.gateway.api.StepState;
import java.time.Instant;

/** States as table cells. */
public final class States {
    private States() {}

    public static Cell cell(RunState state) {
        return new Cell(TimelineRows.stateStyle(state), state.toString());
    }

    public static Cell cell(StepState state) {
        return new Cell(TimelineRows.stepStyle(state), TimelineRows.glyph(state, Instant.EPOCH) + " " + state);
    }
}
