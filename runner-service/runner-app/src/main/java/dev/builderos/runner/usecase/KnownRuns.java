package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.DeletedRun;
import dev.builderos.contracts.runner.remote.Brought;
import dev.builderos.runner.actor.RunActor;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.Tombstones;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds runs for whoever asks about them, limited to their org. Blocking; for virtual threads. */
@ApplicationScoped
class KnownRuns {
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Runs that are over whose state is kept, and how long a journal may be for that. */
    static final int REMEMBERED = 16;

    private static final int REMEMBERED_FACTS = 2_000;

    private final RunActors runs;
    private final RunStore store;
    private final Tombstones tombstones;
    private final Map<RunId, RunActor> over = new LinkedHashMap<>(REMEMBERED * 2, 0.75f, true);

    KnownRuns(RunActors runs, RunStore store, Tombstones tombstones) {
        this.runs = runs;
        this.store = store;
        this.tombstones = tombstones;
    }

    /** The run as its row says; refused when there is none, none any more, or it cannot be read. */
    RunStore.StoredRun stored(OrgId org, RunId id) {
        return switch (row(org, id)) {
            case RunStore.StoredRun run -> run;
            case RunStore.SetAside(var run) -> throw setAside(id, run.reason(), run.fix());
        };
    }

    /** What there is of the run; refused when there is none, or none any more. */
    RunStore.RunRow row(OrgId org, RunId id) {
        return store.find(org, id).await().atMost(BOUND).orElseThrow(() -> missing(org, id));
    }

    static ContractException setAside(RunId id, String reason, String fix) {
        return new ContractException(new ContractError(
                "run.set-aside",
                ErrorCategory.CONFLICT,
                "run " + id + " is set aside because it cannot be read: " + reason,
                List.of(fix)));
    }

    /** Refuses what only the server can do that carried the run out: its repository and its snapshots are there. */
    static void requireOwn(RunStore.StoredRun stored, String participle) {
        Brought brought = stored.summary().brought();
        if (brought != null) {
            throw new ContractException(
                    "run.brought",
                    ErrorCategory.CONFLICT,
                    "the run was brought here from " + brought.from() + " by " + brought.by()
                            + " and can only be looked at; it can be " + participle + " where it was carried out");
        }
    }

    /** Refuses what is asked for while the run goes on, or is none of its own. */
    static void requireClosed(RunStore.StoredRun stored, String participle) {
        requireOwn(stored, participle);
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
        requireReceipt(stored);
    }

    /** Refuses what can only be said of a run once it has its receipt. */
    static void requireOver(RunStore.StoredRun stored) {
        if (!stored.summary().state().terminal()) {
            throw new ContractException(
                    "run.not-over",
                    ErrorCategory.CONFLICT,
                    "the run goes on (" + stored.summary().state() + "); it can be brought elsewhere when it is over");
        }
        requireReceipt(stored);
    }

    private static void requireReceipt(RunStore.StoredRun stored) {
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
        return runs.active(id).orElseGet(() -> run.closed() ? overRun(org, run) : runs.read(org, id, run.plan()));
    }

    /** People ask several things of a run that is over, one after the other. Its journal is read once as long as it stays so. */
    private RunActor overRun(OrgId org, RunStore.StoredRun run) {
        RunId id = run.summary().id();
        long facts = run.summary().facts();
        synchronized (over) {
            RunActor there = over.get(id);
            if (there != null && there.seq() == facts) {
                return there;
            }
        }
        RunActor read = runs.read(org, id, run.plan());
        if (facts <= REMEMBERED_FACTS) {
            synchronized (over) {
                over.put(id, read);
                if (over.size() > REMEMBERED) {
                    over.remove(over.keySet().iterator().next());
                }
            }
        }
        return read;
    }
}
