package dev.builderos.runner.engine;

import java.util.List;

/** What came of compiling a pipeline: a plan, or every problem that stands in its way. */
public sealed interface Planned {
    record Ready(Plan plan) implements Planned {}

    /**
     * The pipeline cannot be run as it is.
     *
     * @param problems at least one, rendered {@code path:line:col: message}
     */
    record Refused(List<String> problems) implements Planned {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
