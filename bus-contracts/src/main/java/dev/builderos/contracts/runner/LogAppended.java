package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;

/**
 * Lines a step wrote just now, in order; all can be read with {@link ReadLog}. When a step writes very fast, only the newest
 * of a moment are told: whoever wants those before them reads them, as fast as it can use them.
 */
public record LogAppended(RunId runId, StepId stepId, List<LogLine> lines) {
    public LogAppended {
        lines = List.copyOf(lines);
    }
}
