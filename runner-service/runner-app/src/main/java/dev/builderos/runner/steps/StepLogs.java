package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.LogAppended;
import dev.builderos.runner.store.LogStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Opens the logs of executions. */
@ApplicationScoped
class StepLogs {
    private final LogStore store;
    private final LogFilter filter;
    private final LogAudience audience;
    private final Clock clock;

    StepLogs(LogStore store, LogFilter filter, LogAudience audience, Clock clock) {
        this.store = store;
        this.filter = filter;
        this.audience = audience;
        this.clock = clock;
    }

    StepLog open(OrgId org, RunId run, StepId step) {
        return new StepLog(
                store.append(org, run, step),
                filter.open(org, run, step),
                lines -> audience.tell(org, new LogAppended(run, step, lines)),
                clock);
    }
}
