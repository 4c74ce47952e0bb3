package dev.builderos.sandbox;

import java.util.concurrent.CompletableFuture;

/** A command that did not get as far as a process. */
record NeverStarted(String reason) implements Running {

    @Override
    public CompletableFuture<Outcome> outcome() {
        return CompletableFuture.completedFuture(new Outcome.FailedToStart(reason));
    }

    @Override
    public void cancel() {
        // There is nothing to end.
    }

    @Override
    public long pid() {
        return 0;
    }
}
