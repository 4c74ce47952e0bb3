package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.store.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Finds runs for whoever asks about them, limited to their org. Blocking; for virtual threads. */
@ApplicationScoped
class KnownRuns {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Runs runs;
    private final RunStore store;

    KnownRuns(Runs runs, RunStore store) {
        this.runs = runs;
        this.store = store;
    }

    /** The run as its row says; refused when there is none. */
    RunStore.StoredRun stored(OrgId org, RunId id) {
        return store.find(org, id)
                .await()
                .atMost(BOUND)
                .orElseThrow(
                        () -> new ContractException("run.unknown", ErrorCategory.NOT_FOUND, "there is no run " + id));
    }

    /** The run with its state: the one that works here, or what its journal says. */
    RunActor actor(OrgId org, RunId id) {
        RunStore.StoredRun run = stored(org, id);
        return runs.active(id).orElseGet(() -> runs.read(org, id, run.plan()));
    }
}
