package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.DeletedRun;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.Tombstones;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Finds runs for whoever asks about them, limited to their org. Blocking; for virtual threads. */
@ApplicationScoped
class KnownRuns {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Runs runs;
    private final RunStore store;
    private final Tombstones tombstones;

    KnownRuns(Runs runs, RunStore store, Tombstones tombstones) {
        this.runs = runs;
        this.store = store;
        this.tombstones = tombstones;
    }

    /** The run as its row says; refused when there is none, or none any more. */
    RunStore.StoredRun stored(OrgId org, RunId id) {
        return store.find(org, id).await().atMost(BOUND).orElseThrow(() -> missing(org, id));
    }

    /** Refuses what is asked for while the run goes on, or is none of its own. */
    static void requireClosed(RunStore.StoredRun stored, String participle) {
        if (!stored.summary().state().terminal()) {
            throw new ContractException(
                    "run.not-over",
                    ErrorCategory.CONFLICT,
                    "the run goes on (" + stored.summary().state() + "); it can be " + participle + " when it is over");
        }
        if (stored.summary().replayOf() != null) {
            throw new ContractException(
                    "run.is-replay",
                    ErrorCategory.CONFLICT,
                    "the run is only a replay of " + stored.summary().replayOf() + ", which can be " + participle
                            + " itself");
        }
        if (!stored.closed()) {
            throw new ContractException(
                    "run.closing",
                    ErrorCategory.UNAVAILABLE,
                    "the receipt of the run is being made; try again in a moment");
        }
    }

    private ContractException missing(OrgId org, RunId id) {
        return tombstones
                .find(org, id)
                .await()
                .atMost(BOUND)
                .map(KnownRuns::deleted)
                .orElseGet(
                        () -> new ContractException("run.unknown", ErrorCategory.NOT_FOUND, "there is no run " + id));
    }

    private static ContractException deleted(DeletedRun run) {
        return new ContractException(
                "run.deleted",
                ErrorCategory.GONE,
                "run " + run.id() + " was deleted at " + run.deletedAt() + " by " + run.deletedBy() + " ("
                        + run.reason() + "); its journal of " + run.facts() + " facts ended in " + run.head()
                        + (run.receipt() == null ? "" : ", its receipt was " + run.receipt()));
    }

    /** The run with its state: the one that works here, or what its journal says. */
    RunActor actor(OrgId org, RunId id) {
        RunStore.StoredRun run = stored(org, id);
        return runs.active(id).orElseGet(() -> runs.read(org, id, run.plan()));
    }
}
