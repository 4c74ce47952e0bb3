package dev.builderos.policy.usecase;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Supplier;

/** Where several ports change together or not at all. */
public interface Transactions {
    /**
     * Commits when the work gives an item, rolls back when it fails. Called on a Vert.x context of the caller's own; the work
     * asks one thing after the other.
     */
    <T> Uni<T> within(Supplier<Uni<T>> work);

    /** The time of the database, now and not at the start of the transaction. Within a transaction only. */
    Uni<Instant> now();
}
