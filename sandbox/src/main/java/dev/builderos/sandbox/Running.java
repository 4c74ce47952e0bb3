package dev.builderos.sandbox;

import java.util.concurrent.CompletableFuture;

/** A command on its way. */
public interface Running {

    /**
     * Completes once, after the command's last line went to the sink and every process of its tree is gone. It completes
     * exceptionally only when a promise of this package broke: the sink threw, or a process could not be killed.
     */
    CompletableFuture<Outcome> outcome();

    /** Asks the tree to end (SIGTERM), then ends it (SIGKILL) after the grace period. Idempotent; does not wait. */
    void cancel();

    /** The process id, on the host, of the process that holds the tree; 0 when nothing was started on this host. */
    long pid();
}
