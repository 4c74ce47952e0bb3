package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.runner.DeleteRun;
import dev.builderos.contracts.runner.DeletedRun;
import dev.builderos.runner.steps.Workspaces;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.Tombstones;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes runs away that are over, or set aside. What the database has of a run goes in one transaction that leaves its tombstone; its logs go
 * then, and its content once {@link Leftovers} knows that nobody else names it. Blocking; for virtual threads.
 */
@ApplicationScoped
public class DeleteRuns {
    private static final Logger LOG = Logger.getLogger(DeleteRuns.class);
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final KnownRuns known;
    private final Tombstones tombstones;
    private final LogStore logs;
    private final Workspaces workspaces;

    DeleteRuns(KnownRuns known, Tombstones tombstones, LogStore logs, Workspaces workspaces) {
        this.known = known;
        this.tombstones = tombstones;
        this.logs = logs;
        this.workspaces = workspaces;
    }

    public DeletedRun delete(DeleteRun command) {
        RunId id = command.runId();
        RunStore.RunRow row = known.row(command.requester().org(), id);
        if (row instanceof RunStore.StoredRun run && !run.summary().state().terminal()) {
            throw notOver("run " + id + " is " + run.summary().state()
                    + "; only a run that is over can be deleted, and cancelling ends it");
        }
        String reason = command.reason();
        DeletedRun deleted = forget(
                        id, command.requester().id(), reason == null || reason.isBlank() ? "asked for" : reason.strip())
                .orElseThrow(() -> notOver("run " + id + " gets its receipt; try again in a moment"));
        return deleted;
    }

    /** Empty when the run is gone already, or is neither closed nor set aside. */
    Optional<DeletedRun> forget(RunId id, String by, String reason) {
        Optional<DeletedRun> deleted =
                tombstones.forget(id, by, reason, logs.segmentsOf(id)).await().atMost(BOUND);
        deleted.ifPresent(run -> {
            LOG.infof("run deleted runId=%s by=%s", id, by);
            logs.remove(id);
            workspaces.remove(id);
        });
        return deleted;
    }

    private static ContractException notOver(String why) {
        return new ContractException("run.not-over", ErrorCategory.CONFLICT, why);
    }
}
