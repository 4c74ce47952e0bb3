package dev.builderos.runner.store;

import dev.builderos.record.OrgTransactions;
import dev.builderos.testkit.ServiceDatabase;
import java.util.Map;

/** A PostgreSQL of its own with the runner's schema; its pool is as the engine of a runner has it. */
public final class RunnerDatabase extends ServiceDatabase {
    public RunnerDatabase() {
        super("runner", Map.of("builderos.org", OrgTransactions.ALL));
    }
}
