package dev.builderos.contracts.runner;

import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import java.util.List;

/** Lines a step wrote just now; they may also be read later with {@link ReadLog}. */
public record LogAppended(RunId runId, StepId stepId, List<LogLine> lines) {
    public LogAppended {
        lines = List.copyOf(lines);
    }
}
